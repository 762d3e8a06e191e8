import { createHash } from 'node:crypto';
import { shownIn } from '../support/shown-secrets.ts';
import type { Fault } from '../support/sandbox-control.ts';
import { until } from '../support/until.ts';
import { claim, claimStatus } from './claim.ts';
import { endOf, openRedirects } from './crowd.ts';
import type { Answer } from './exchange.ts';
import { formsIn, linksIn, refreshIn } from './forms.ts';
import { fieldOf, tokenCalls } from './logged.ts';
import { check, type Checks, type Target } from './requirement.ts';
import { beginSignIn, comeBack, isSignedIn } from './sign-in.ts';
import { sessionCookie, type Visitor } from './visitor.ts';

/** OAuth, from the first click to a session: O01 to O09, O14 to O16. */
export const oauthSignIn: Checks = {
  O01: check({ needs: ['signIn', 'loginLog'] }, async ({ stranger, signIn, loginLog }) => {
    const url = await beginSignIn(stranger());
    const { searchParams } = url;
    claim(
      searchParams.get('response_type') === 'code',
      'another flow than the code flow is asked for',
    );
    claim(!searchParams.has('client_secret'), 'the client’s secret goes through the browser');
    const visitor = await signIn('member');
    const [call] = tokenCalls(await loginLog(), 'authorization_code');
    const secret = call && fieldOf(call, 'client_secret');
    claim(secret !== undefined && secret !== '', 'the client does not prove itself by its secret');
    const answers = [
      await visitor.get('/'),
      await visitor.get('/about-access'),
      await visitor.get('/linodes'),
    ];
    const shown = [url.href, ...answers.map(({ text, headers }) => text + JSON.stringify(headers))];
    claim(shownIn(shown, [secret]).length === 0, 'an answer shows the client’s secret');
  }),

  O02: check({ needs: ['passLogin', 'loginLog'] }, async (target) => {
    const { stranger, loginLog } = target;
    const other =
      new URL((await wayBack(target, stranger())).callback).searchParams.get('state') ?? '';
    const own = (state: string) => state.slice(0, 22) + other.slice(22);
    for (const [what, changed] of [
      ['in another browser', null],
      ['without a state', (url: URL) => url.searchParams.delete('state')],
      ['with an empty state', (url: URL) => url.searchParams.set('state', '')],
      ['with another state', (url: URL) => url.searchParams.set('state', other)],
      ['with a state half its own', (url: URL) => url.searchParams.set('state', own(stateOf(url)))],
      ['with its state twice', (url: URL) => url.searchParams.append('state', stateOf(url))],
      ['with two states', (url: URL) => url.searchParams.append('state', other)],
    ] as const) {
      const { visitor, callback } = await wayBack(target, stranger());
      const before = tokenCalls(await loginLog()).length;
      const url = new URL(callback);
      changed?.(url);
      const browser = changed === null ? stranger() : visitor;
      await claimRefused(browser, await comeBack(browser, url.href), what);
      claim(tokenCalls(await loginLog()).length === before, `the code was redeemed ${what}`);
    }
    const states = [];
    for (let count = 0; count < 20; count += 1) states.push(stateOf(await beginSignIn(stranger())));
    claim(
      states.every((state) => state.length >= 22),
      'a state has fewer than 128 bits',
    );
    claim(new Set(states.map((state) => state.slice(-22))).size === 20, 'states are alike');
  }),

  O03: check({ needs: ['signIn', 'loginLog'] }, async ({ stranger, signIn, loginLog }) => {
    const challenges = [];
    for (let count = 0; count < 100; count += 1) {
      const { searchParams } = await beginSignIn(stranger());
      const method = searchParams.get('code_challenge_method');
      claim(method === 'S256', `the challenge’s method is ${method}`);
      challenges.push(searchParams.get('code_challenge') ?? '');
    }
    claim(new Set(challenges).size === 100, 'a challenge came twice');
    claim(
      challenges.every((text) => /^[\w-]{43}$/.test(text)),
      'a challenge is no SHA-256',
    );
    await signIn('member');
    const asked = (await loginLog()).find(({ path }) => path.startsWith('/oauth/authorize?'));
    const [call] = tokenCalls(await loginLog(), 'authorization_code');
    const verifier = (call && fieldOf(call, 'code_verifier')) ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    claim(asked?.path.includes(challenge) === true, 'the verifier is not the challenge’s');
  }),

  O04: check({ needs: ['passLogin'] }, async (target) => {
    const { stranger } = target;
    const [victim, attacker] = [
      await wayBack(target, stranger()),
      await wayBack(target, stranger()),
    ];
    const url = new URL(attacker.callback);
    url.searchParams.set('code', new URL(victim.callback).searchParams.get('code') ?? '');
    await claimRefused(
      attacker.visitor,
      await comeBack(attacker.visitor, url.href),
      'with another’s code',
    );
  }),

  O05: check({ needs: ['passLogin', 'loginLog'] }, async (target) => {
    const { stranger, loginLog } = target;
    const { visitor, callback } = await wayBack(target, stranger());
    const attempt = new Map(visitor.jar);
    claimStatus(await comeBack(visitor, callback), [200, 303]);
    const session = visitor.jar.get(sessionCookie(visitor.place));
    for (const [name, value] of attempt) visitor.jar.set(name, value);
    claimStatus(await comeBack(visitor, callback), [400], 'for the second time');
    claim(
      visitor.jar.get(sessionCookie(visitor.place)) === session,
      'the second time gave a session',
    );
    claim(await isSignedIn(visitor), 'the second time ended the first’s session');
    claim(tokenCalls(await loginLog()).length === 1, 'the code was redeemed twice');

    const twice = await wayBack(target, stranger());
    const answers = await Promise.all(
      [0, 0].map(async () => await comeBack(twice.visitor, twice.callback)),
    );
    const statuses = answers.map(({ status }) => status).sort((one, other) => one - other);
    claim(
      statuses[1] === 400 && (statuses[0] ?? 0) < 400,
      `twice at once: ${statuses.join(' and ')}`,
    );
    claim(tokenCalls(await loginLog()).length === 2, 'the code was redeemed twice at once');
  }),

  O06: check({ needs: ['passLogin', 'loginLog', 'standIns'], isLong: true }, async (target) => {
    const { stranger, standIns, loginLog, passLogin } = target;
    const token = { host: 'login', path: '/oauth/token' } as const;
    const hanging = await wayBack(target, stranger());
    await standIns.fault({ ...token, kind: 'hang' });
    const late = comeBack(hanging.visitor, hanging.callback);
    await until(
      'the login server was asked',
      async () => tokenCalls(await loginLog()).length === 1,
    );

    const denying = stranger();
    const { href } = await beginSignIn(denying);
    const denied = await comeBack(denying, await passLogin('member', 'Deny')(href));
    await claimRefused(denying, denied, 'denied');
    for (const [what, change] of wrongWaysBack) {
      const { visitor, callback } = await wayBack(target, stranger());
      const before = tokenCalls(await loginLog()).length;
      const url = new URL(callback);
      change(url.searchParams);
      await claimRefused(visitor, await comeBack(visitor, url.href), what);
      claim(tokenCalls(await loginLog()).length === before, `the code was redeemed ${what}`);
    }
    for (const fault of tokenTroubles) {
      const { visitor, callback } = await wayBack(target, stranger());
      await standIns.fault({ ...token, ...fault });
      await claimRefused(visitor, await comeBack(visitor, callback), JSON.stringify(fault));
    }
    const answer = await late;
    await claimRefused(hanging.visitor, answer, 'with a login server that hangs');
    claim(answer.tookMs < 10_500, `a hanging login server kept the browser ${answer.tookMs} ms`);
  }),

  O07: check({ needs: [] }, async ({ place, stranger }) => {
    const expected = `${place.origin}/oauth/callback`;
    const evil = 'evil.example';
    for (const headers of [
      { host: evil },
      { 'x-forwarded-host': evil },
      { 'x-forwarded-host': `${evil}, ${new URL(place.origin).host}` },
      { 'x-forwarded-proto': 'gopher', 'x-forwarded-port': '6666' },
      { forwarded: `host=${evil};proto=http` },
      { 'x-original-host': evil, 'x-host': evil, 'x-forwarded-server': evil },
      { 'x-original-url': `//${evil}/`, 'x-rewrite-url': `//${evil}/` },
    ]) {
      const told = JSON.stringify(headers);
      const answer = await stranger().get('/sign-in', headers);
      claimStatus(answer, [302, 303, 400, 421], told);
      if (answer.location === null) continue;
      const redirectUri = new URL(answer.location).searchParams.get('redirect_uri');
      claim(redirectUri === expected, `the redirect_uri follows ${told}`);
      const page = await stranger().get('/', headers);
      claim(!(page.text + JSON.stringify(page.headers)).includes(evil), `a page repeats ${told}`);
    }
  }),

  O08: check({ needs: [], isLong: true }, async ({ place, stranger, crowd, note }) => {
    const isOwn = (href: string, from: string) => {
      const url = URL.canParse(href, place.origin + from)
        ? new URL(href, place.origin + from)
        : null;
      return url?.origin === place.origin;
    };
    if (crowd !== undefined) {
      for (const { returnTo, leadsTo } of await crowd()) {
        claim(leadsTo !== '', `the sign-in for ${JSON.stringify(returnTo)} led nowhere`);
        claim(isOwn(leadsTo, '/oauth/callback'), `${JSON.stringify(returnTo)} led to ${leadsTo}`);
      }
      return;
    }
    note('only as far as the sign-in link: needs sign-ins without end');
    const visitors = Array.from({ length: 10 }, () => stranger());
    for (const [index, payload] of openRedirects().entries()) {
      const visitor = visitors[index % 10] ?? stranger();
      const answer = await visitor.get(`/?returnTo=${encodeURIComponent(payload)}`);
      claimStatus(answer, [200, 400], `with ${JSON.stringify(payload)}`);
      const ways = [...linksIn(answer.text), ...formsIn(answer.text).map(({ action }) => action)];
      const signIns = ways.map(
        (href) => new URL(href, place.origin).searchParams.get('returnTo') ?? '/',
      );
      const all = [...ways, ...signIns, refreshIn(answer.text) ?? '/'];
      claim(
        all.every((href) => isOwn(href, '/')),
        `${JSON.stringify(payload)} leads away`,
      );
    }
  }),

  O09: check({ needs: ['member'], isLast: true }, async ({ member, transcript }) => {
    const visitor = await member();
    claimStatus(await visitor.submit('/', '/theme', { theme: 'dark', returnTo: '/' }), [303]);
    for (const { method, path, status } of transcript.heard)
      claim(method !== 'POST' || ![301, 302, 307, 308].includes(status), `POST ${path}: ${status}`);
  }),

  O14: check({ needs: ['passLogin'] }, async (target) => {
    const { stranger, passLogin } = target;
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const visitor = stranger();
      const starts = ['/sign-in?returnTo=%2Flinodes', '/sign-in?returnTo=%2Frequests'];
      const callbacks: string[] = [];
      for (const start of starts)
        callbacks.push(await passLogin('member')((await beginSignIn(visitor, start)).href));
      for (const tab of order) {
        const answer = await comeBack(visitor, callbacks[tab] ?? '');
        claimStatus(answer, [200, 303], `of tab ${tab + 1}`);
        claim(
          endOf(answer) === ['/linodes', '/requests'][tab],
          'a tab came back to the other’s page',
        );
        claim(await isSignedIn(visitor), `tab ${tab + 1} was not signed in`);
      }
    }
  }),

  O15: check({ needs: ['signIn', 'loginLog'] }, async ({ signIn, loginLog, place }) => {
    const visitor = await signIn('member');
    claimStatus(await visitor.submit('/', '/sign-out'), [303]);
    const asked = async () =>
      (await loginLog()).filter(({ path }) => path.startsWith('/oauth/authorize')).length;
    const before = await asked();
    const home = await visitor.get('/');
    claimStatus(home, [200]);
    claim(refreshIn(home.text) === null, 'the start page goes on by itself');
    for (const path of ['/linodes', '/me', '/requests', '/linodes/create']) {
      const { location } = await visitor.get(path);
      const leadsTo = new URL(location ?? '', place.origin);
      claim(leadsTo.origin === place.origin, `${path} leads to Linode by itself`);
      claim(leadsTo.pathname !== '/sign-in', `${path} signs in without a click`);
      claimStatus(await visitor.get(leadsTo.pathname + leadsTo.search), [200]);
    }
    claim((await asked()) === before, 'somebody was sent to Linode without a click');
  }),

  O16: check({ needs: ['passLogin', 'loginLog'] }, async (target) => {
    const { stranger, loginLog } = target;
    const { callback } = await wayBack(target, stranger());
    const victim = stranger();
    await claimRefused(victim, await comeBack(victim, callback), 'brought by an attacker');
    // Also where the victim is on the way to sign in, too.
    const second = await wayBack(target, stranger());
    const busy = stranger();
    await beginSignIn(busy);
    await claimRefused(busy, await comeBack(busy, second.callback), 'brought by an attacker');
    claim(tokenCalls(await loginLog()).length === 0, 'an attacker’s code was redeemed');
  }),
};

type Change = (query: URLSearchParams) => void;

const wrongWaysBack: readonly (readonly [string, Change])[] = [
  [
    'with an error',
    (query) => setAll(query, { error: 'server_error', error_description: '<b>TypeError</b>' }),
  ],
  [
    'with an error of its own words',
    (query) => setAll(query, { error: '<script>alert(1)</script>' }),
  ],
  ['with a code and an error', (query) => query.set('error', 'access_denied')],
  ['without a code', (query) => query.delete('code')],
  ['with two codes', (query) => query.append('code', 'another')],
  ['from another issuer', (query) => query.set('iss', 'https://login.evil.example')],
];

function setAll(query: URLSearchParams, members: Readonly<Record<string, string>>): void {
  query.delete('code');
  for (const [name, value] of Object.entries(members)) query.set(name, value);
}

const json = { 'Content-Type': 'application/json' };
const html = { 'Content-Type': 'text/html' };

const tokenTroubles: readonly Pick<Fault, 'kind' | 'status' | 'body' | 'headers'>[] = [
  { kind: '500' },
  { kind: '503' },
  { kind: '429' },
  { kind: 'html' },
  {
    kind: 'status',
    status: 200,
    headers: html,
    body: '<h1>at Object.<anonymous> (/srv/x.js:1)</h1>',
  },
  { kind: 'status', status: 200, headers: json, body: 'no JSON' },
  { kind: 'status', status: 200, headers: json, body: [] },
  { kind: 'status', status: 200, headers: json, body: { access_token: '', token_type: 'bearer' } },
  { kind: 'status', status: 200, headers: json, body: { access_token: 'x', token_type: 'mac' } },
  { kind: 'status', status: 401, headers: json, body: { errors: [{ reason: 'Unauthorized' }] } },
  { kind: 'status', status: 400, headers: json, body: { error: 'invalid_grant' } },
  { kind: 'status', status: 302, headers: { Location: 'http://127.0.0.1:9/' }, body: '' },
  { kind: 'truncated-json' },
  { kind: 'reset' },
];

/** Linode has let the person through; the way back is not opened yet. */
async function wayBack({ passLogin }: Target<'passLogin'>, visitor: Visitor) {
  const { href } = await beginSignIn(visitor);
  return { visitor, callback: await passLogin('member')(href) };
}

/** A page that says so, no session, and nothing of what went wrong inside. */
async function claimRefused(visitor: Visitor, answer: Answer, what: string): Promise<void> {
  const { status, text, headers } = answer;
  claim(status >= 400 && status !== 500, `the way back ${what}: ${status}`);
  claim(
    String(headers['content-type']).startsWith('text/html'),
    `no page for the way back ${what}`,
  );
  const inside = /\n\s+at |node_modules|openid-client|<script>alert|TypeError|OAUTH_|<pre/;
  claim(!inside.test(text), `the page for the way back ${what} shows what is inside`);
  claim(!visitor.jar.has(sessionCookie(visitor.place)), `a session cookie ${what}`);
  claim(!(await isSignedIn(visitor)), `a session ${what}`);
}

function stateOf({ searchParams }: URL): string {
  return searchParams.get('state') ?? '';
}
