import { approve } from '../../sandbox/login/walk.ts';
import type { TestPortal } from './portal.ts';
import { RecordingVisitor } from './recording-visitor.ts';
import { redisContents } from './redis-contents.ts';
import type { LogEntry } from './sandbox-control.ts';
import { formFields } from './visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const check = '/linodes/create/check';

export const rootPassword = 'Marked-Root.Passphrase-71';
export const weakPassword = 'markedmarked';
/** Stands in answers that the portal cannot use. */
export const strayToken = 'TKN-0123456789abcdef-in-a-broken-answer';

/** Everything that came out of the portal while somebody did everything and much went wrong. */
export interface Walk {
  readonly portal: TestPortal;
  readonly visitor: RecordingVisitor;
  /** What lay in Redis, at several moments. */
  readonly stored: string[];
  /** What Linode received. */
  readonly received: LogEntry[];
  readonly codes: string[];
}

export async function walkThroughEverything(portal: TestPortal): Promise<Walk> {
  const visitor = new RecordingVisitor(portal);
  const walk: Walk = { portal, visitor, stored: [], received: [], codes: [] };
  await lookAroundAsStranger(walk);
  await comeBackInWrongWays(walk);
  await meetBrokenTokenAnswers(walk);
  await visitor.signIn(max, '/sign-in?returnTo=%2Flinodes');
  await keepStored(walk);
  await lookAround(walk);
  await create(walk);
  await sendFormsThatAreRefused(walk);
  await outliveTokens(walk);
  await loseRedis(walk);
  await visitor.submit('/', '/sign-out');
  await keepStored(walk);
  walk.received.push(...(await portal.sandbox.log()));
  return walk;
}

async function keepStored(walk: Walk): Promise<void> {
  walk.stored.push(...(await redisContents(walk.portal.redisServer.client)));
}

async function lookAroundAsStranger(walk: Walk): Promise<void> {
  for (const path of ['/', '/linodes', '/about-access', '/nowhere', '/sign-in?for=nonsense'])
    await walk.visitor.get(path);
}

/** Walks to Linode and back, without opening the way back. */
async function wayBack(walk: Walk, decision: 'Allow' | 'Deny' = 'Allow'): Promise<string> {
  const { location } = await walk.visitor.get('/sign-in');
  await keepStored(walk);
  const { pathname, search, searchParams } = new URL(
    await approve(location ?? '', { ...max, decision }),
  );
  const code = searchParams.get('code');
  if (code !== null) walk.codes.push(code);
  return pathname + search;
}

async function comeBackInWrongWays(walk: Walk): Promise<void> {
  await walk.visitor.get(await wayBack(walk, 'Deny'));
  const good = await wayBack(walk);
  await walk.visitor.get(good.replace(/state=[^&]*/, 'state=forged'));
  await walk.visitor.get(`${good}&code=another`);
  await walk.visitor.get(good.replace(/code=[^&]*/, 'code=neverissued'));
  const used = await wayBack(walk);
  await walk.visitor.get(used);
  await walk.visitor.get(used);
  await walk.visitor.submit('/', '/sign-out');
}

async function meetBrokenTokenAnswers(walk: Walk): Promise<void> {
  const token = { host: 'login', path: '/oauth/token' } as const;
  const odd = { access_token: strayToken, token_type: 'bearer', refresh_token: 5 };
  const headers = { 'Content-Type': 'application/json' };
  for (const fault of [
    { ...token, kind: 'truncated-json' },
    { ...token, kind: 'status', status: 200, headers, body: odd },
    { ...token, kind: 'status', status: 200, body: `not JSON, but ${strayToken}` },
    { ...token, kind: 'status', status: 400, headers, body: { error: strayToken } },
    { ...token, kind: 'status', status: 500, body: `<pre>${strayToken}</pre>` },
  ] as const) {
    const path = await wayBack(walk);
    await walk.portal.sandbox.fault(fault);
    await walk.visitor.get(path);
  }
}

async function lookAround(walk: Walk): Promise<void> {
  for (const path of ['/', '/linodes', '/requests', '/linodes/create', '/nowhere', '/linodes/1'])
    await walk.visitor.get(path);
  await walk.visitor.get('/linodes', { Accept: 'application/json' });
  await walk.portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', kind: 'html' });
  await walk.visitor.get('/linodes');
}

async function create(walk: Walk): Promise<void> {
  await walk.visitor.signIn(max, '/sign-in?for=create-linodes&returnTo=%2Flinodes%2Fcreate');
  await keepStored(walk);
  const drafted = await walk.visitor.submit('/linodes/create', '/linodes/create', {
    region: 'us-east',
    type: 'g6-nanode-1',
    image: 'linode/debian12',
    label: 'marked-1',
    step: 'check',
  });
  const page = await walk.visitor.get(drafted.location ?? '');
  const weak = await walk.visitor.submit(page, check, { root_password: weakPassword });
  await keepStored(walk);
  const sent = await walk.visitor.submit(weak, check, { root_password: rootPassword });
  await keepStored(walk);
  await walk.visitor.get(sent.location ?? '');
  await walk.visitor.get(`${sent.location}/status`);
  await walk.visitor.get(`${sent.location}/events`, { Accept: 'text/event-stream' });
  await walk.visitor.submit(weak, check, { root_password: rootPassword });
}

async function sendFormsThatAreRefused(walk: Walk): Promise<void> {
  const drafted = await walk.visitor.submit('/linodes/create', '/linodes/create', {
    region: 'us-east',
    type: 'g6-nanode-1',
    image: 'linode/debian12',
    label: 'marked-2',
    step: 'check',
  });
  const page = await walk.visitor.get(drafted.location ?? '');
  const fields = { ...formFields(page.text, check), root_password: rootPassword };
  await walk.visitor.post(check, { ...fields, proof: 'forged' });
  await walk.visitor.post(check, fields, { 'Sec-Fetch-Site': 'cross-site' });
  await walk.visitor.post(check, { ...fields, more: 'x'.repeat(200_000) });
  await walk.visitor.post(check, { ...fields, undeclared: '1' });
  await walk.visitor.post(check, { ...fields, root_password: [rootPassword, rootPassword] });
  await walk.visitor.post(check, fields, { 'Content-Type': 'application/json' });
  await walk.visitor.post(check, fields, {
    'Content-Type': 'application/x-www-form-urlencoded; charset=klingon',
  });
  await walk.visitor.post(check, fields, { 'Content-Encoding': 'gzip' });
  for (const kind of ['500', 'truncated-json', 'reset'] as const) {
    await walk.portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', kind });
    await walk.visitor.post(check, fields);
  }
}

async function outliveTokens(walk: Walk): Promise<void> {
  await walk.portal.sandbox.expireTokens(max.username);
  await walk.visitor.get('/linodes');
  await keepStored(walk);
}

async function loseRedis(walk: Walk): Promise<void> {
  const drafted = await walk.visitor.get('/linodes/create');
  const back = await wayBack(walk);
  await walk.portal.redisServer.kill();
  await walk.visitor.get('/linodes');
  await walk.visitor.get(back);
  await walk.visitor.submit(drafted, '/linodes/create', { label: 'marked-3' });
  await walk.visitor.post(check, { root_password: rootPassword });
  await walk.portal.redisServer.start();
  while ((await walk.visitor.get('/readyz')).status !== 200) await pause();
}

async function pause(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
}
