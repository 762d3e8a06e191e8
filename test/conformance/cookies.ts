import { randomBytes } from 'node:crypto';
import { sign } from 'cookie-signature';
import type { SetCookie } from 'cookie';
import { shownIn } from '../support/shown-secrets.ts';
import { claim, claimStatus } from './claim.ts';
import { check, type Checks, type Target } from './requirement.ts';
import { beginSignIn, comeBack, isSignedIn } from './sign-in.ts';
import { bearersIn } from './logged.ts';
import { sessionCookie, sessionOf, withSession, type Place } from './visitor.ts';

/** Of whom S10 lets each send fifty requests. */
const STRANGERS = 20;

/** Cookies and session id: S01 to S10. */
export const cookies: Checks = {
  S01: check({ needs: ['passLogin', 'securePlace'] }, async (target) => {
    const { session, all } = await cookiesOfSignIn(target, await target.securePlace());
    claim(session.secure === true, 'the session cookie is not Secure');
    for (const { name, httpOnly, path, domain } of all) {
      claim(httpOnly === true, `${kindOf(name)} is not HttpOnly`);
      claim(path === '/', `${kindOf(name)} has the path ${path}`);
      claim(domain === undefined, `${kindOf(name)} has a domain`);
    }
  }),

  S02: check({ needs: ['passLogin', 'securePlace'] }, async (target) => {
    const { session, all } = await cookiesOfSignIn(target, await target.securePlace());
    claim(session.name.startsWith('__Host-Http-'), `the session cookie is called ${session.name}`);
    for (const { name, secure } of all)
      claim(name.startsWith('__Host-') && secure === true, `${kindOf(name)} is not bound`);
  }),

  S03: check({ needs: ['passLogin', 'securePlace'] }, async (target) => {
    const { session, attempt } = await cookiesOfSignIn(target, await target.securePlace());
    claim(session.sameSite === 'strict', `the session cookie is SameSite=${session.sameSite}`);
    const isTimed = session.maxAge !== undefined || session.expires !== undefined;
    claim(!isTimed, 'the browser is told when a session ends: the server decides that');
    claim(attempt.sameSite === 'lax', `the login cookie is SameSite=${attempt.sameSite}`);
    const { maxAge = Infinity } = attempt;
    claim(maxAge > 0 && maxAge <= 600, `the login cookie lives for ${maxAge} s`);
  }),

  S04: check({ needs: ['crowd'] }, async ({ crowd }) => {
    const values = (await crowd()).map(({ session }) => session);
    // express-session writes `s:`, the id, a dot and the id's signature.
    const ids = values.map((value) => /^s%3A([^.]+)\./.exec(value)?.[1] ?? value);
    claim(ids.length >= 1000, `only ${ids.length} ids were collected`);
    claim(new Set(ids).size === ids.length, 'an id was given twice');
    claim(
      ids.every((id) => /^[\w-]{22,}$/.test(id)),
      'an id is shorter than 128 bits',
    );
    const [first = ''] = ids;
    for (const place of first.split('').keys()) {
      // Of 64 characters, a thousand random ones leave hardly any out.
      const kinds = new Set(ids.map((id) => id[place]));
      claim(kinds.size >= 48, `place ${place} of the ids has only ${kinds.size} characters`);
    }
    const parts = ids.flatMap((id) => [id.slice(0, 8), id.slice(-8)]);
    claim(new Set(parts).size === parts.length, 'two ids have a part in common');
  }),

  S05: check({ needs: ['passLogin'] }, async ({ place, stranger, passLogin }) => {
    const planted =
      's%3AplantedByAnAttackerBeforeTheLogin.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const visitor = withSession(stranger(), planted);
    const ids = [planted];
    for (const start of ['/sign-in', '/sign-in?for=create-linodes', '/sign-in']) {
      const { href } = await beginSignIn(visitor, start);
      await comeBack(visitor, await passLogin('member')(href));
      claim(await isSignedIn(visitor), `${start} led to no session`);
      ids.push(sessionOf(visitor));
    }
    claim(new Set(ids).size === ids.length, 'an id stayed the same');
    for (const [index, id] of ids.slice(0, -1).entries())
      claim(!(await isSignedIn(withSession(stranger(place), id))), `id ${index} is still alive`);
  }),

  S06: check({ needs: ['signIn'] }, async ({ stranger, signIn, sessionSecret, note }) => {
    const real = sessionOf(await signIn('member'));
    const forged = ['attacker', real.slice(0, -1), `${real}x`, real.slice(0, 40), alike(real)];
    if (sessionSecret === undefined) note('no correctly signed id: needs the portal’s secret');
    else
      forged.push(
        encodeURIComponent(`s:${sign(randomBytes(24).toString('base64url'), sessionSecret)}`),
      );
    for (const [index, value] of forged.entries()) {
      const visitor = withSession(stranger(), value);
      for (const path of ['/', '/linodes', '/sign-in']) {
        const { setCookies } = await visitor.get(path);
        const isTaken = setCookies.some((cookie) => cookie.value === value);
        claim(!isTaken, `${path} set the self-made id ${index}`);
      }
      claim(
        !(await isSignedIn(withSession(stranger(), value))),
        `the self-made id ${index} is alive`,
      );
    }
  }),

  S07: check({ needs: ['member'] }, async ({ place, stranger, member }) => {
    const session = sessionOf(await member());
    const name = sessionCookie(place);
    const id = /^s%3A([^.]+)/.exec(session)?.[1] ?? session;
    for (const value of [session, decodeURIComponent(session), id]) {
      const given = encodeURIComponent(value);
      for (const query of ['sid', 'session', 'sessionId', 'connect.sid', name]) {
        const answer = await stranger().get(`/requests?${query}=${given}`);
        claimStatus(answer, [303, 400, 401], `with the id as ?${query}`);
      }
      for (const header of ['authorization', 'x-session-id', 'session', name.toLowerCase()]) {
        const answer = await stranger().get('/requests', { [header]: value });
        claimStatus(answer, [303, 401], `with the id as ${header}`);
      }
      const bearer = await stranger().get('/requests', { authorization: `Bearer ${value}` });
      claimStatus(bearer, [303, 401], 'with the id as a bearer token');
      const posted = await stranger().post('/sign-out', { [name]: value, sid: value });
      claimStatus(posted, [400, 403], 'with the id as a field');
    }
  }),

  S08: check({ needs: ['signIn', 'apiLog', 'username'] }, async (target) => {
    const { signIn, apiLog, username } = target;
    const visitor = await signIn('member');
    for (const path of ['/', '/linodes', '/me']) await visitor.get(path);
    const tokens = bearersIn(await apiLog());
    claim(tokens.length > 0, 'no token was seen at the API');
    for (const [name, value] of visitor.jar) {
      const opened = layersOf(value);
      claim(shownIn(opened, tokens).length === 0, `${kindOf(name)} has a token in it`);
      claim(shownIn(opened, [username('member')]).length === 0, `${kindOf(name)} names its person`);
      claim(name.length + value.length <= 4096, `${kindOf(name)} is too large`);
    }
  }),

  S09: check({ needs: ['member'] }, async ({ place, stranger, member }) => {
    const good = sessionOf(await member());
    const name = sessionCookie(place);
    for (const bad of ['', 'tossed', alike(good), `${good}x`, '%E0%A4%A', '"', 'a'.repeat(4000)]) {
      for (const pair of [
        [bad, good],
        [good, bad],
        [good, good, bad],
      ]) {
        const cookie = pair.map((value) => `${name}=${value}`).join('; ');
        const answer = await stranger().get('/requests', { cookie });
        claimStatus(answer, [200, 303, 401], 'with the cookie more than once');
      }
    }
  }),

  S10: check({ needs: [] }, async ({ stranger, store, note }) => {
    const before = await store?.client.keys('*');
    const paths = ['/', '/linodes', '/me', '/about-access', '/audit', '/nowhere', '/requests'];
    for (let count = 0; count < STRANGERS; count += 1) {
      const visitor = stranger();
      const answers = await Promise.all(
        Array.from(
          { length: 50 },
          async (_, index) => await visitor.get(paths[index % paths.length] ?? '/'),
        ),
      );
      const isCookied = answers.some(({ setCookies }) => setCookies.length > 0);
      claim(!isCookied, 'a stranger’s GET was answered with a cookie');
    }
    if (store === undefined || before === undefined) return note('DBSIZE: needs the store');
    // What a portal writes by itself now and then, whoever asks.
    const ofItsOwn = /^(?:seen:.*|sealing|audit|audit:anchor)$/;
    const after = (await store.client.keys('*')).filter((key) => !ofItsOwn.test(key));
    const made = after.filter((key) => !before.includes(key));
    claim(made.length === 0, `1,000 GETs of strangers made ${made.length} records: ${made[0]}`);
    const logged = await store.client.xlen('audit');
    claim(logged < STRANGERS, `1,000 GETs of strangers made ${logged} log entries`);
  }),
};

interface SignInCookies {
  readonly attempt: SetCookie;
  readonly session: SetCookie;
  /** Every one that was set from the first click to signing out. */
  readonly all: readonly SetCookie[];
}

async function cookiesOfSignIn(
  { stranger, passLogin }: Target<'passLogin'>,
  place: Place,
): Promise<SignInCookies> {
  const visitor = stranger(place);
  const begun = await visitor.get('/sign-in');
  const callback = await passLogin('member')(begun.location ?? '');
  const back = await comeBack(visitor, callback);
  const home = await visitor.get('/');
  const themed = await visitor.submit(home, '/theme', { theme: 'dark', returnTo: '/' });
  const out = await visitor.submit(home, '/sign-out');
  const set = [begun, back, home, themed, out].flatMap(({ setCookies }) => setCookies);
  const attempt = begun.setCookies.find(({ value }) => value !== '');
  const session = back.setCookies.find(({ name }) => /session$/i.test(name));
  if (attempt === undefined || session === undefined) throw new Error('no cookie was set');
  return { attempt, session, all: set };
}

/** A cookie's name without what is different each time. */
function kindOf(name: string): string {
  return `the cookie ${name.replace(/(attempt-).*/, '$1…')}`;
}

/** As long, and of the same kinds of characters. */
function alike(session: string): string {
  const [, head = '', rest = ''] = /^(s%3A)?(.*)$/s.exec(session) ?? [];
  return head + rest.replaceAll(/\d/g, '7').replaceAll(/[a-z]/gi, 'Q');
}

/** The value, and what comes out when its parts are taken for URL-encoded text, base64 or JWT. */
function layersOf(value: string): readonly string[] {
  const layers = [value, unescape(value)];
  for (const part of unescape(value).split(/[.:|~ ]/))
    layers.push(Buffer.from(part, 'base64url').toString('latin1'));
  return layers;
}

function unescape(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // Not encoded: as it is, then.
    return value;
  }
}
