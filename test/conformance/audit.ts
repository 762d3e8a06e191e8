import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { shownIn } from '../support/shown-secrets.ts';
import { until } from '../support/until.ts';
import { revocable, revokeAsAdmin } from './admin.ts';
import { claim, claimStatus } from './claim.ts';
import { formAt, openCheckPage, signInWithAccess } from './every-form.ts';
import { everyPath } from './every-path.ts';
import { fieldOf, tokenCalls } from './logged.ts';
import { recordedOnce, type AuditLine } from './recorded.ts';
import { check, type Checks, type LoggedRequest } from './requirement.ts';
import { beginSignIn, comeBack } from './sign-in.ts';
import { sessionOf, type Visitor } from './visitor.ts';

const createPath = '/linodes/create/check';
const rootPassword = 'Marked-Root.Passphrase-71';

/** Administration and the audit log: A01 to A04. */
export const audit: Checks = {
  A01: check({ needs: ['member', 'signIn', 'startPortal', 'username'] }, async (target) => {
    const { member, stranger, signIn, startPortal, username } = target;
    const visitor = await member();
    const adminPaths = everyPath().filter((one) => /^\/audit(\/|$)/.test(one));
    claim(adminPaths.length >= 10, `only ${adminPaths.length} paths for administrators`);
    for (const one of adminPaths) {
      for (const accept of ['text/html', 'application/json']) {
        claimStatus(await visitor.get(one, { accept }), [403, 404], 'of a member');
        claimStatus(await stranger().get(one, { accept }), [303, 401, 403, 404], 'of nobody');
      }
      claimStatus(await visitor.post(one, {}), [403, 404, 405], 'of a member');
      claimStatus(await stranger().post(one, {}), [401, 403, 404, 405], 'of nobody');
    }
    claim(!(await visitor.get('/')).text.includes('"/audit"'), 'a member is shown the way');

    const dir = await mkdtemp(path.join(tmpdir(), 'quayside-policy-'));
    try {
      const policy = path.join(dir, 'policy.yaml');
      await writeFile(policy, `admins: [${username('other')}]\n`);
      const place = await startPortal({ POLICY_FILE: policy, ADMIN_USERS: '' });
      const demoted = await signIn('other', { place });
      const lookup = await demoted.get('/audit/lookup');
      claimStatus(lookup, [200], 'of an administrator');
      await writeFile(policy, 'admins: []\n');
      place.process.signal('SIGHUP');
      await sleep(1000);
      claimStatus(await demoted.get('/audit'), [403, 404], 'of a demoted administrator');
      const form = formAt(lookup, '/audit/lookup');
      claimStatus(
        await demoted.post('/audit/lookup', form.fields),
        [403, 404],
        'of a demoted administrator',
      );
    } finally {
      await rm(dir, { recursive: true });
    }
  }),

  A02: check(
    {
      needs: ['passLogin', 'signIn', 'admin', 'standIns', 'loginLog', 'portalLog', 'username'],
      isLong: true,
    },
    async (target) => {
      const { stranger, signIn, passLogin, admin, standIns, loginLog, portalLog, username } =
        target;
      const known = portalLog().length;
      const [member, chief] = [username('member'), username('admin')];
      const boss = await admin();
      const visitor = await signInWithAccess(target);
      const page = await openCheckPage(visitor, 'conformance-audit');
      const form = formAt(await visitor.get('/'), '/theme');
      const events: AuditLine[] = [
        await recordedOnce(target, { type: 'signin.refused' }, async () => {
          const attacked = stranger();
          const { href } = await beginSignIn(attacked);
          const callback = new URL(await passLogin('other')(href));
          callback.searchParams.set('iss', 'https://evil.example');
          await comeBack(attacked, callback.href);
        }),
        await recordedOnce(
          target,
          { type: 'signin.succeeded' },
          async () => await signIn('member'),
        ),
        await recordedOnce(target, { type: 'token.refreshed', username: member }, async () => {
          await standIns.expireTokens(member);
          await visitor.get('/linodes');
        }),
        await recordedOnce(
          target,
          { type: 'linode.create', username: member, outcome: 'accepted' },
          async () => await visitor.submit(page, createPath, { root_password: rootPassword }),
        ),
        await recordedOnce(target, { type: 'request.refused', username: member }, async () => {
          await visitor.post('/theme', { ...form.fields, theme: 'dark', proof: 'forged' });
        }),
        await recordedOnce(
          target,
          { type: 'audit.viewed', username: chief, path: '/audit' },
          async () => await boss.get('/audit'),
        ),
        await recordedOnce(target, { type: 'revocation.begun', username: chief }, async () => {
          await revokeAsAdmin(boss, (await revocable(boss, member, 'session')).slice(0, 1));
        }),
        await recordedOnce(
          target,
          { type: 'session.ended', username: chief, reason: 'signed-out' },
          async () => await boss.submit('/requests', '/sign-out'),
        ),
      ];
      for (const event of events) claimTellsAll(event);

      const lines = portalLog().slice(known);
      const calls = await loginLog();
      const sent = ['code', 'code_verifier', 'token', 'refresh_token', 'client_secret'] as const;
      const session = decodeURIComponent(sessionOf(visitor));
      const secrets = [
        ...calls.flatMap((call) => sent.map((name) => fieldOf(call, name) ?? '')),
        sessionOf(visitor),
        session,
        /^s:([^.]+)/.exec(session)?.[1] ?? '',
        rootPassword,
      ].filter((secret) => secret.length >= 12);
      claim(secrets.length > 10, 'there were no secrets to look for');
      for (const secret of secrets)
        claim(
          shownIn(lines, [secret]).length === 0,
          `a line of the log shows a secret of ${secret.length} characters`,
        );
    },
  ),

  A03: check({ needs: ['passLogin', 'admin', 'portalLog', 'username'] }, async (target) => {
    const { stranger, admin, portalLog, username } = target;
    const known = portalLog().length;
    const visitor = await signInWithAccess(target);
    for (const text of injections) {
      const encoded = encodeURIComponent(text);
      const agent = text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?');
      await stranger().get(`/nowhere${encoded}`, { 'user-agent': agent });
      await stranger().get(`/sign-in?returnTo=${encoded}&for=${encoded}`);
      await stranger().get(`/oauth/callback?state=${encoded}&code=${encoded}&error=${encoded}`);
      await visitor.post(`/theme${encoded}`, { theme: text }, { 'user-agent': agent });
      const create = '/linodes/create';
      const answers = { region: text, type: text, image: text, label: text, tags: text };
      await visitor.submit(create, create, { ...answers, step: 'check' });
      await visitor.post('/csp-report', {}, { 'content-type': 'application/csp-report' });
    }
    const boss = await admin();
    for (const [index, text] of injections.entries()) {
      const person = `/audit/users/${username('other')}`;
      const isBlocked = index % 2 === 1;
      const action = `${person}/${isBlocked ? 'unblock' : 'block'}`;
      const type = isBlocked ? 'person.unblocked' : 'person.blocked';
      const reason = `${text}x`;
      const event = await recordedOnce(target, { type, person: username('other') }, async () => {
        claimStatus(await boss.submit(person, action, { reason }), [303]);
      });
      const kept = String(event['reason']).replaceAll(/\s/g, '');
      claim(kept === reason.replaceAll(/\s/g, ''), 'a reason was not kept as it was given');
    }
    for (const line of portalLog().slice(known)) {
      claim(isObject(line), 'a line of the log is no JSON object by itself');
      claim(!/[\p{Cc}\u2028\u2029]/u.test(line), 'a line has control characters');
    }
  }),

  A04: check(
    {
      needs: [
        'passLogin',
        'signIn',
        'admin',
        'standIns',
        'apiLog',
        'loginLog',
        'store',
        'startPortal',
        'username',
      ],
      isLong: true,
    },
    async (target) => {
      const { signIn, standIns, apiLog, loginLog, store, startPortal, username } = target;
      const elsewhere = await startPortal({});
      const boss = await signIn('admin', { place: elsewhere });
      const entries = async () => await exported(boss);
      const shows = async (what: string, event: AuditLine) =>
        await within10s(`${what} is shown elsewhere`, async () =>
          (await entries()).some((entry) =>
            Object.entries(event).every(([name, value]) => entry[name] === value),
          ),
        );

      const member = username('member');
      const visitor = await signInWithAccess(target);
      await shows('a sign-in', { type: 'signin.succeeded', username: member });
      await standIns.expireTokens(member);
      await visitor.get('/linodes');
      await shows('a refresh', { type: 'token.refreshed', username: member });
      const page = await openCheckPage(visitor, 'conformance-chain');
      await visitor.submit(page, createPath, { root_password: rootPassword });
      await shows('a create', {
        type: 'linode.create',
        outcome: 'accepted',
        label: 'conformance-chain',
      });
      const second = await signIn('member', { place: elsewhere });
      await visitor.get('/about-access');
      await within10s('a use is shown elsewhere', async () =>
        (await second.get('/me')).text.includes('GET /about-access'),
      );
      await visitor.submit('/requests', '/sign-out');
      await shows('a revocation', {
        type: 'token.revoked',
        username: member,
        outcome: 'confirmed',
      });
      claimTrue(await entries(), { login: await loginLog(), api: await apiLog() });

      await store.client.config('SET', 'appendfsync', 'always');
      const before = (await entries()).length;
      await store.kill();
      await store.start();
      const restarted = await startPortal({});
      const again = await signIn('admin', { place: restarted });
      claim((await exported(again)).length > before, 'a restart lost some of the log');
      claim(await isIntact(again), 'the log is called broken although nobody touched it');

      await breakOneRecord(store.client);
      claim(!(await isIntact(again)), 'a changed record is not noticed by who had looked before');
      claim(
        !(await isIntact(await signIn('admin', { place: elsewhere }))),
        'a changed record is not noticed',
      );
    },
  ),
};

/** Time in UTC, who, what, where, and the request's id. */
function claimTellsAll(event: AuditLine): void {
  const { type, time, requestId, address, username, reason } = event;
  const told = String(type);
  claim(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(time)), `${told} has no time in UTC`);
  claim(/^[\w-]{16,}$/.test(String(requestId)), `${told} has no request id`);
  claim(/^10\.\d+\.\d+\.\d+$/.test(String(address)), `${told} does not say from where`);
  claim(typeof username === 'string' || typeof reason === 'string', `${told} does not say who`);
}

const injections = [
  '\r\n{"level":"info","audit":true,"type":"signin.succeeded","username":"eve"}',
  '\n\n',
  '\u001b[2J\u001b[31mred\u001b[0m',
  '\u009b31mred',
  '"},{"audit":true,"type":"signin.succeeded"}',
  '\\"\\u000a\\n',
  '\u2028{"audit":true}\u2029',
  '\b\u0007\u007f',
];

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    // Not JSON: the caller says so.
    return false;
  }
}

/** The log as its own page exports it. */
async function exported(admin: Visitor): Promise<readonly AuditLine[]> {
  const answer = await admin.get('/audit/log?format=json');
  claimStatus(answer, [200]);
  const { links } = JSON.parse(answer.text) as { links: readonly { entry?: AuditLine }[] }; // the portal's own
  return links.map(({ entry }) => entry).filter((entry) => entry !== undefined);
}

async function isIntact(admin: Visitor): Promise<boolean> {
  const { text } = await admin.get('/audit/log');
  const [isWhole, isBroken] = [/chain intact/i.test(text), /chain is broken/i.test(text)];
  claim(isWhole !== isBroken, 'the page does not say whether the chain holds');
  return isWhole;
}

/** As many refreshes, creates and sign-ins as Linode's side has seen succeed. */
function claimTrue(
  entries: readonly AuditLine[],
  log: { login: readonly LoggedRequest[]; api: readonly LoggedRequest[] },
): void {
  const of = (event: AuditLine) =>
    entries.filter((entry) => Object.entries(event).every(([name, value]) => entry[name] === value))
      .length;
  const creates = log.api.filter(
    ({ method, path: called }) => method === 'POST' && called.startsWith('/v4/linode/instances'),
  );
  for (const [what, recorded, seen] of [
    [
      'sign-ins',
      of({ type: 'signin.succeeded' }),
      tokenCalls(log.login, 'authorization_code').length,
    ],
    [
      'refreshes',
      of({ type: 'token.refreshed', outcome: 'refreshed' }),
      tokenCalls(log.login, 'refresh_token').length,
    ],
    ['creates', of({ type: 'linode.create', outcome: 'accepted' }), creates.length],
  ] as const)
    claim(recorded === seen && seen > 0, `${recorded} ${what} are recorded, Linode saw ${seen}`);
}

/** Writes the stream anew, one entry in the middle changed. */
async function breakOneRecord(client: Redis): Promise<void> {
  const all = await client.xrange('audit', '-', '+');
  const middle = Math.floor(all.length / 2);
  await client.del('audit');
  for (const [index, [id, fields]] of all.entries()) {
    const changed = fields.map((text) => text.replace('"type":"', '"type":"not-'));
    await client.xadd('audit', id, ...(index === middle ? changed : fields));
  }
}

async function within10s(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = Date.now();
  await until(what, isSo);
  claim(Date.now() - startedAt <= 10_000, `only after ${Date.now() - startedAt} ms: ${what}`);
}
