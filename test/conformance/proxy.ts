import { findOperation } from '../support/openapi-document.ts';
import { json, serveStandIn } from '../support/stand-in-server.ts';
import { until } from '../support/until.ts';
import { claim, claimStatus } from './claim.ts';
import { formAt, openCheckPage, signInWithAccess } from './every-form.ts';
import { bearersIn } from './logged.ts';
import { check, type Checks } from './requirement.ts';
import { beginSignIn, comeBack, isSignedIn } from './sign-in.ts';
import { sessionOf } from './visitor.ts';

const instances = '/v4/linode/instances';

/** Between people and Linode: P01 to P04, P06. */
export const proxy: Checks = {
  P01: check({ needs: ['member', 'admin', 'apiLog'] }, async ({ member, admin, apiLog }) => {
    const [visitor, chief] = [await member(), await admin()];
    for (const id of [...strayIds, ...numberlike])
      for (const path of idPaths) claimStatus(await visitor.get(path(id)), [400, 404]);
    for (const id of strayIds)
      for (const path of adminPaths) claimStatus(await chief.get(path(id)), [400, 404]);
    for (const id of strayIds.filter((one) => !one.includes('@')))
      claimStatus(await chief.get(`/audit/users/${id}`), [400, 404]);
    for (const target of [
      'http://evil.example/linodes',
      '//evil.example/linodes',
      '/\\evil.example/',
      '*',
    ])
      claimStatus(await visitor.get(target), [400, 404]);
    for (const { method, path } of await apiLog()) {
      const [route = ''] = path.replace(/^\/v4(beta)?/, '').split('?');
      claim(
        method === 'GET' && findOperation(method, route) !== undefined,
        `${method} ${path} went out`,
      );
      claim(!/\.\.|evil|%00|%2f%2f|%5c|[@\\]/i.test(path), `${method} ${path} went out`);
    }
  }),

  P02: check({ needs: ['signIn', 'passLogin', 'standIns'] }, async (target) => {
    const { signIn, stranger, passLogin, standIns } = target;
    let met = 0;
    const evil = await serveStandIn(() => {
      met += 1;
      return json(200, {
        access_token: 'evil',
        token_type: 'bearer',
        data: [],
        page: 1,
        pages: 1,
        results: 0,
      });
    });
    try {
      const visitor = await signIn('member');
      for (const status of [301, 302, 303, 307, 308]) {
        const away = {
          kind: 'status',
          status,
          headers: { Location: `${evil.url}${instances}` },
          body: '',
        } as const;
        await standIns.fault({ host: 'api', path: instances, ...away });
        claimStatus(await visitor.get('/linodes'), [502, 503], `with a ${status} of the API`);
        await standIns.fault({ host: 'login', path: '/oauth/token', ...away });
        const browser = stranger();
        const callback = await passLogin('other')((await beginSignIn(browser)).href);
        claimStatus(await comeBack(browser, callback), [400, 502], `with a ${status} of the login`);
        await standIns.fault({ host: 'login', path: '/oauth/revoke', ...away });
        const leaver = await signIn('other');
        claimStatus(await leaver.submit('/', '/sign-out'), [303]);
      }
      claim(await isSignedIn(visitor), 'a redirect of the API ended the session');
      claim(met === 0, `a redirect was followed ${met} times, with whatever it carried`);
    } finally {
      await evil.stop();
    }
  }),

  P03: check({ needs: ['signIn', 'apiLog', 'standIns'] }, async ({ signIn, apiLog, standIns }) => {
    const visitor = await signIn('member');
    await visitor.get('/linodes');
    const own = bearersIn(await apiLog());
    await standIns.clearLog();
    const smuggled = {
      authorization: 'Bearer smuggled-token',
      'proxy-authorization': 'Bearer smuggled-token',
      'x-filter': '{"label":"smuggled"}',
      'x-smuggled': 'smuggled',
      'x-auth-token': 'smuggled',
      'x-forwarded-user': 'smuggled',
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
      forwarded: 'for=smuggled',
      via: '1.1 smuggled',
      'x-oauth-scopes': '*, smuggled',
    };
    for (const path of ['/', '/linodes', '/me', '/linodes?format=json', '/browse/images'])
      claimStatus(await visitor.get(path, smuggled), [200]);
    const log = await apiLog();
    claim(log.length >= 5, 'nothing was asked of the API');
    claim(bearersIn(log).join() === own.join(), 'the API saw another token than the session’s');
    const cookie = sessionOf(visitor).slice(0, 20);
    for (const { method, path, headers } of log) {
      const text = JSON.stringify({ path, headers });
      claim(method === 'GET', `${path} went out as ${method}`);
      claim(headers.cookie === undefined && !text.includes(cookie), 'a cookie was sent upstream');
      claim(!text.includes('smuggled'), `${path} carried on what had come with the request`);
      const foreign = Object.keys(headers).filter((name) =>
        /^x-(?!filter$|request-id$)/.test(name),
      );
      claim(foreign.length === 0, `${path} went out with ${foreign.join()}`);
    }
  }),

  P04: check({ needs: ['signIn', 'outsider', 'standIns', 'replicas'] }, async (target) => {
    const { signIn, standIns } = target;
    const [visitor, outsider] = [await signIn('member'), await target.outsider()];
    const people = [
      { one: visitor, foreign: /elsewhere/i },
      { one: outsider, foreign: /harbour/i },
    ];
    const ids = await standIns.linodes();
    const idOf = (account: string) => ids.find((linode) => linode.account === account)?.id ?? 0;
    const paths = [
      '/',
      '/linodes',
      '/me',
      '/requests',
      '/browse/images',
      '/browse/volumes',
      '/linodes?format=csv',
      '/linodes?format=json',
      '/search?q=e',
      '/nowhere',
      '/linodes?page=x',
      '/linodes/create',
      `/linodes/${idOf('harbour')}`,
      `/linodes/${idOf('elsewhere')}`,
    ];
    // Some of it fails on the way: what an error page says is somebody's, too.
    await standIns.fault({ host: 'api', path: instances, kind: '500', times: 6 });
    for (let round = 0; round < 3; round += 1) {
      const asked = paths.flatMap((path) => people.map((person) => ({ path, ...person })));
      await Promise.all(
        asked.map(async ({ path, one, foreign }, index) => {
          const answer = await one.at(index % 2).get(path);
          claim(!foreign.test(answer.text), `${path} shows what belongs to somebody else`);
          const kept = String(answer.headers['cache-control']);
          claim(kept.includes('no-store'), `${path}: Cache-Control ${kept}`);
        }),
      );
    }
    claim(
      (await visitor.get('/linodes')).text.includes('harbour-web-1'),
      'the own Linodes are missing',
    );
    claim(
      (await outsider.get('/linodes')).text.includes('elsewhere-web'),
      'the own Linodes are missing',
    );
    for (const [one, account] of [
      [visitor, 'elsewhere'],
      [outsider, 'harbour'],
    ] as const)
      claimStatus(await one.get(`/linodes/${idOf(account)}`), [404], 'of another account');
  }),

  P06: check({ needs: ['passLogin', 'apiLog', 'standIns'], isLong: true }, async (target) => {
    const { apiLog, standIns } = target;
    const visitor = await signInWithAccess(target);
    const list = { host: 'api', path: `${instances}?`, method: 'GET' } as const;
    const calls = async (method: string) =>
      (await apiLog()).filter((call) => call.method === method && call.path.startsWith(instances))
        .length;

    await standIns.fault({ ...list, kind: '429', headers: { 'Retry-After': '7' } });
    const slowed = await visitor.get('/linodes');
    claimStatus(slowed, [429, 503], 'with a 429 of the API');
    claim(
      slowed.headers['retry-after'] === '7',
      `Retry-After is ${slowed.headers['retry-after']}, not 7`,
    );
    for (const kind of ['503', '503-maintenance'] as const) {
      await standIns.fault({ ...list, kind });
      const answer = await visitor.get('/linodes');
      claimStatus(answer, [502, 503], `with a ${kind} of the API`);
      claim(Number(answer.headers['retry-after']) > 0, `no Retry-After with a ${kind} of the API`);
    }
    for (const kind of ['429', '503', '500', 'reset'] as const) {
      const page = await openCheckPage(visitor, `conformance-${kind}`);
      const before = await calls('POST');
      await standIns.fault({ host: 'api', method: 'POST', path: instances, kind });
      await visitor.post(createPath, { ...formAt(page, createPath).fields, ...password });
      claim((await calls('POST')) === before + 1, `after a ${kind} the POST was sent again`);
    }
    await standIns.fault({ ...list, kind: 'hang' });
    const hanging = await visitor.get('/linodes');
    claimStatus(hanging, [502, 503, 504], 'with an API that hangs');
    claim(hanging.tookMs <= 10_000, `an API that hangs kept somebody for ${hanging.tookMs} ms`);

    await standIns.fault({ ...list, kind: '500', times: 0 });
    const spared = async () => {
      const before = await calls('GET');
      const answer = await visitor.get('/linodes', { accept: 'application/json' });
      claimStatus(answer, [502, 503], 'with an API that fails');
      return (await calls('GET')) === before;
    };
    let failures = 0;
    while (!(await spared())) {
      failures += 1;
      claim(failures < 100, 'the API was asked a hundred times in a row although it failed');
    }
    await standIns.clearFaults();
    await until(
      'the API is asked again',
      async () => (await visitor.get('/linodes')).status === 200,
    );
    claim(await isSignedIn(visitor), 'the session did not last');
  }),
};

const createPath = '/linodes/create/check';
const password = { root_password: 'Marked-Root.Passphrase-71' };

/** What an id must not be able to say. Sent as it stands. */
const strayIds = [
  '..%2f..%2fprofile',
  '..%2faccount',
  '%2e%2e%2faccount',
  '..%5caccount',
  '%2f%2fevil.example',
  '@evil.example',
  '1@evil.example',
  '1%00',
  '%00',
  'http:%2f%2fevil.example%2f',
  '1%3fx=1',
  '1%23x',
  '1%0d%0aX-Evil:1',
  '1%252f..',
  '%E0%A4%A',
];

/** Numbers to some readers, and no ids. */
const numberlike = ['-1', '1;x=1', '0x10', '1e3', '1.0', '%ef%bc%91', '9'.repeat(40)];

const idPaths: readonly ((id: string) => string)[] = [
  (id) => `/linodes/${id}`,
  (id) => `/linodes/${id}/status`,
  (id) => `/linodes/${id}/reboot`,
  (id) => `/linodes/1/${id}`,
  (id) => `/requests/${id}`,
  (id) => `/browse/${id}`,
  (id) => `/browse/images/${id}`,
  (id) => `/me/tokens/${id}/created`,
];

const adminPaths: readonly ((id: string) => string)[] = [
  (id) => `/audit/tokens/${id}`,
  (id) => `/audit/revocations/${id}`,
];
