import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { revokeAsAdmin, revocable } from './admin.ts';
import { claim, claimStatus } from './claim.ts';
import { crawl } from './crawl.ts';
import { formsIn, linksIn } from './forms.ts';
import { bearersIn, fieldOf, revokeCalls, tokenCalls } from './logged.ts';
import { check, type Checks } from './requirement.ts';
import { isSignedIn } from './sign-in.ts';
import { sessionOf, withSession, type Visitor } from './visitor.ts';

const instances = '/v4/linode/instances';

/** Lifetime, sign-out, revocation: L01 to L13. */
export const lifetime: Checks = {
  L01: check({ needs: ['signIn', 'startPortal'], isLong: true }, async (target) => {
    const place = await target.startPortal({ SESSION_IDLE_MINUTES: String(3 / 60) });
    const visitor = await target.signIn('member', { place });
    await sleep(1500);
    claim(await isSignedIn(visitor), 'the session ended before its time');
    await sleep(4000);
    claim(!(await isSignedIn(visitor)), 'the session is alive after 4 s of 3 s that it may idle');
  }),

  L02: check({ needs: ['signIn', 'startPortal'], isLong: true }, async (target) => {
    const place = await target.startPortal({ SESSION_MAX_HOURS: String(4 / 3600) });
    const visitor = await target.signIn('member', { place });
    const startedAt = Date.now();
    claim(await isSignedIn(visitor), 'there was no session at all');
    while (Date.now() - startedAt < 5000) {
      await sleep(500);
      await visitor.get('/requests');
    }
    claim(!(await isSignedIn(visitor)), 'a busy session is alive after 5 s of 4 s at most');
  }),

  L03: check({ needs: ['signIn', 'startPortal'], isLong: true }, async (target) => {
    const place = await target.startPortal({ SESSION_IDLE_MINUTES: String(4 / 60) });
    const visitor = await target.signIn('member', { place });
    const list = await visitor.get('/linodes');
    const linode = linksIn(list.text).find((href) => /^\/linodes\/\d+$/.test(href)) ?? '';
    const page = await visitor.get(linode);
    const sheet = /href="(\/assets\/[^"]+\.css)"/.exec(page.text)?.[1] ?? '';
    const openedAt = Date.now();
    while (Date.now() - openedAt < 5000) {
      const json = {
        accept: 'application/json',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
      };
      await visitor.get(`${linode}/status`, json);
      await visitor.get(sheet);
      await sleep(250);
    }
    claim(!(await isSignedIn(visitor)), 'polling and assets kept a session alive');
  }),

  L04: check({ needs: ['signIn'] }, async ({ signIn, stranger, store, note }) => {
    const before = await store?.client.keys('session:*');
    const visitor = await signIn('member');
    const session = sessionOf(visitor);
    claimStatus(await visitor.submit('/', '/sign-out'), [303]);
    claim(!(await isSignedIn(withSession(stranger(), session))), 'the saved cookie still works');
    if (store === undefined) return note('the record in Redis: needs the store');
    const left = (await store.client.keys('session:*')).filter((key) => !before?.includes(key));
    claim(left.length === 0, 'the session’s record is still in Redis');
  }),

  L05: check({ needs: ['signIn', 'standIns'], isLong: true }, async (target) => {
    const { signIn, standIns, stranger } = target;
    await standIns.fault({ host: 'api', path: instances, kind: 'latency', ms: 150, times: 0 });
    const signOutUnderWay = async (repetition: number) => {
      const visitor = await signIn('member');
      const session = sessionOf(visitor);
      const page = await visitor.get('/requests');
      const slow = visitor.get('/linodes');
      await sleep((repetition * 7) % 150);
      const elsewhere = withSession(stranger(), session);
      claimStatus(await elsewhere.submit(page, '/sign-out'), [303]);
      const { setCookies } = await slow;
      const isGiven = setCookies.some(
        ({ name, value }) => name.endsWith('session') && value !== '',
      );
      claim(!isGiven, 'a request in flight gave a session back');
      claim(!(await isSignedIn(withSession(stranger(), session))), 'a session came back to life');
    };
    for (let count = 0; count < 100; count += 5)
      await Promise.all([0, 1, 2, 3, 4].map(async (more) => await signOutUnderWay(count + more)));
  }),

  L06: check(
    { needs: ['signIn', 'loginLog', 'apiLog', 'standIns'], isLong: true },
    async (target) => {
      const { signIn, loginLog, apiLog, standIns } = target;
      const revoked = async () =>
        revokeCalls(await loginLog()).map((call) => fieldOf(call, 'token'));

      await (await signIn('member')).submit('/linodes', '/sign-out');
      const [first = ''] = bearersIn(await apiLog());
      await until('the token is revoked', async () => (await revoked()).includes(first));

      await standIns.clearLog();
      const visitor = await signIn('member');
      const page = await visitor.get('/linodes');
      await standIns.fault({ host: 'login', path: '/oauth/revoke', kind: 'hang' });
      const answer = await visitor.submit(page, '/sign-out');
      claimStatus(answer, [303]);
      claim(answer.tookMs < 3000, `signing out took ${Math.round(answer.tookMs)} ms`);
      claim(!(await isSignedIn(visitor)), 'the session outlived signing out');
      const second = bearersIn(await apiLog()).find((token) => token !== first) ?? '';
      await until('the revocation is tried again', async () => (await revoked()).includes(second));
    },
  ),

  L07: check({ needs: ['signIn'] }, async ({ signIn }) => {
    const visitor = await signIn('member');
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      const answer = await visitor.ask('/sign-out', { method });
      claimStatus(answer, [200, 405]);
      claim(await isSignedIn(visitor), `${method} /sign-out ended the session`);
    }
    claimStatus(await visitor.post('/sign-out', {}), [403], 'without proof');
    claim(await isSignedIn(visitor), 'a form without proof ended the session');
  }),

  L08: check({ needs: ['signIn'] }, async ({ signIn }) => {
    const { headers } = await (await signIn('member')).submit('/', '/sign-out');
    const cleared = String(headers['clear-site-data']);
    for (const kind of ['"cache"', '"storage"'])
      claim(cleared.includes(kind), `signing out does not clear ${kind}`);
    claim(String(headers['cache-control']).includes('no-store'), 'signing out may be stored');
  }),

  L09: check({ needs: ['signIn', 'admin', 'replicas', 'username'] }, async (target) => {
    const { signIn, username } = target;
    const admin = await target.admin();
    const before = new Set(await revocable(admin, username('member'), 'session'));
    const [one, two, three] = [
      await signIn('member'),
      await signIn('member'),
      await signIn('member'),
    ];
    const others = await signIn('other');

    const all = await revocable(admin, username('member'), 'session');
    const sessions = all.filter((session) => !before.has(session));
    claim(sessions.length === 3, `the admin sees ${sessions.length} sessions of three`);
    await revokeAsAdmin(admin, sessions.slice(0, 1));
    await sleep(1000);
    const alive = await Promise.all(
      [one, two, three].map(async (visitor) => await isSignedIn(visitor.at(1))),
    );
    claim(alive.filter(Boolean).length === 2, 'ending one session did not leave the two others');

    await revokeAsAdmin(admin, sessions.slice(1));
    const endedAt = Date.now();
    const watched = [one, two, three].map((visitor) => visitor.at(1));
    while ((await aliveOf(watched)) > 0) {
      claim(Date.now() - endedAt <= 1000, 'a session is alive a second after it was ended');
      await sleep(100);
    }
    claim(await isSignedIn(others.at(1)), 'somebody else’s session ended, too');
  }),

  L10: check(
    { needs: ['signIn', 'loginLog', 'apiLog', 'standIns', 'username'] },
    async (target) => {
      const { signIn, loginLog, apiLog, standIns, username } = target;
      const [visitor, others] = [await signIn('member'), await signIn('other')];

      await standIns.fault({ host: 'api', path: instances, kind: '401-scope' });
      claimStatus(await visitor.get('/linodes'), [403], 'without the scope');
      claim(await isSignedIn(visitor), 'a missing scope ended the session');

      await standIns.clearLog();
      await standIns.fault({ host: 'api', path: instances, kind: '401', times: 2 });
      claimStatus(await visitor.get('/linodes'), [303], 'with a token called invalid twice');
      claim(tokenCalls(await loginLog(), 'refresh_token').length === 1, 'not refreshed just once');
      const tries = (await apiLog()).filter(({ path }) => path.startsWith(instances));
      claim(tries.length === 2, `Linode was asked ${tries.length} times, not twice`);
      claim(bearersIn(tries).length === 2, 'the retry came with the same token');
      claim(!(await isSignedIn(visitor)), 'a session without tokens is alive');
      claim(await isSignedIn(others), 'somebody else’s session ended, too');

      const again = await signIn('member');
      await standIns.clearLog();
      await standIns.revokeTokens(username('member'));
      claimStatus(await again.get('/linodes'), [303], 'with all tokens revoked');
      claim(
        tokenCalls(await loginLog(), 'refresh_token').length === 1,
        'a dead token was refreshed',
      );
      claim(!(await isSignedIn(again)), 'a session whose tokens are revoked is alive');
      claimStatus(await others.get('/linodes'), [200], 'of somebody else');
    },
  ),

  L11: check({ needs: ['signIn'] }, async ({ signIn }) => {
    const [visitor, second] = [await signIn('member'), await signIn('member')];
    const [stranger, target] = [await signIn('other'), await signIn('other')];
    const [own] = await endForms(visitor);
    const [foreign] = await endForms(stranger);
    claim(own !== undefined && foreign !== undefined, 'the own sessions are not listed');

    const proof = own.fields;
    claimStatus(await visitor.post(foreign.action, proof), [404], 'of somebody else');
    claim(await isSignedIn(target), 'somebody else’s session was ended');
    claimStatus(await visitor.post(own.action, proof), [303]);
    claim(!(await isSignedIn(second)), 'the own other session is still alive');
    claim(await isSignedIn(visitor), 'the session that ended the other one is gone');
    claimStatus(await visitor.post(own.action, proof), [404], 'of a session that is over');
  }),

  L12: check({ needs: ['signIn'] }, async ({ signIn }) => {
    const documented = 10;
    const visitors: Visitor[] = [];
    for (let count = 0; count <= documented; count += 1) visitors.push(await signIn('other'));
    const alive = await aliveOf(visitors);
    claim(alive === documented, `${alive} sessions are alive, ${documented} are allowed`);
    const [first, last] = [visitors[0], visitors.at(-1)];
    claim(first !== undefined && !(await isSignedIn(first)), 'the oldest session is alive');
    claim(last !== undefined && (await isSignedIn(last)), 'the newest session is not alive');
  }),

  L13: check({ needs: ['member'] }, async ({ member, admin, note }) => {
    await claimWayOut(await member());
    if (admin === undefined) return note('pages for administrators: needs an administrator');
    await claimWayOut(await admin());
  }),
};

async function claimWayOut(visitor: Visitor): Promise<void> {
  const pages = await crawl(visitor);
  claim(pages.length >= 20, `only ${pages.length} pages were found`);
  const wrong = [await visitor.get('/nowhere'), await visitor.get('/linodes/99999999')];
  for (const { path, text, headers, location } of [...pages, ...wrong]) {
    const isPage = String(headers['content-type']).startsWith('text/html') && location === null;
    const out = formsIn(text).find(({ action }) => action === '/sign-out');
    claim(!isPage || out?.buttons.includes('Sign out') === true, `${path} has no way to sign out`);
  }
}

async function aliveOf(visitors: readonly Visitor[]): Promise<number> {
  const alive = await Promise.all(visitors.map(async (visitor) => await isSignedIn(visitor)));
  return alive.filter(Boolean).length;
}

/** The forms that end one of the other sessions of this person. */
async function endForms(visitor: Visitor) {
  const { text } = await visitor.get('/me');
  return formsIn(text).filter(({ action }) => /^\/me\/sessions\/[^/]+\/end$/.test(action));
}
