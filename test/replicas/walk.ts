import { paths } from '../../server/paths.ts';
import { checkPath, confirmCreate, openCheckPage } from '../support/creator.ts';
import type { Replicas } from '../support/replicas.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import { ada, max } from './scenarios.ts';

const json = { Accept: 'application/json' };

/** What a walk came by: each address with the status that it answered. */
export interface Seen {
  readonly path: string;
  readonly status: number;
}

class WalkingVisitor extends TestVisitor {
  readonly #seen: Seen[];

  constructor(portal: { readonly baseUrl: string }, seen: Seen[]) {
    super(portal);
    this.#seen = seen;
  }

  override async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#noted(path, await super.get(path, headers));
  }

  override async postBody(
    path: string,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#noted(path, await super.postBody(path, body, headers));
  }

  #noted(path: string, answer: Answer): Answer {
    this.#seen.push({ path: path.split('?')[0] ?? path, status: answer.status });
    return answer;
  }
}

/**
 * Opens every page and sends every form there is, as two people would. A new page joins by a line
 * in the list of the person who may see it.
 */
export async function visitEverything(replicas: Replicas): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const member = new WalkingVisitor(replicas, seen);
  await member.signIn(max, '/sign-in?returnTo=%2Flinodes');
  for (const need of ['create-linodes', 'manage-tokens'])
    await member.signIn(max, `/sign-in?for=${need}`);
  await lookAround(member, memberPages);
  await useLinodes(member);
  await useScaleway(member, replicas.sandbox.scalewayKeys[0]?.secretKey ?? '');
  for (const _ of ['one to end', 'another']) await new TestVisitor(replicas).signIn(max);
  await useOwnAccess(member);

  // Somebody for the admin to look at: the member may have ended every session.
  await new TestVisitor(replicas).signIn(max);
  const admin = new WalkingVisitor(replicas, seen);
  await admin.signIn(ada);
  await lookAround(admin, adminPages);
  await useAudit(admin);

  await keepWhatWasTyped(member);
  return seen;
}

/** The patterns of `server/paths.ts` that nobody came by. */
export function unseen(seen: readonly Seen[]): readonly string[] {
  const patterns = Object.values(paths).map(({ pattern }) => pattern);
  return patterns.filter((pattern) => {
    const shape = new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`);
    return !seen.some(({ path }) => shape.test(path));
  });
}

const memberPages = [
  '/',
  '/about-access',
  '/linodes',
  '/linodes?format=csv',
  '/browse',
  '/browse/images',
  '/browse/regions?format=json',
  '/browse/domains/1101',
  '/browse/domains/1101/records',
  '/search?q=harbour',
  '/requests',
  '/me',
  '/me/tokens',
  '/scaleway/servers',
  '/scaleway/connect',
  '/healthz',
  '/readyz',
  '/metrics',
  '/assets/any/quayside.css',
];

/** Domains need a scope that is not asked for here; no METRICS_TOKEN is set; and nothing is called that. */
export const notToBeHad = [
  '/browse/domains/1101',
  '/browse/domains/1101/records',
  '/metrics',
  '/assets/any/quayside.css',
];

const adminPages = [
  '/audit',
  '/audit/tokens',
  '/audit/tokens?format=csv',
  '/audit/users',
  '/audit/users/max-member',
  '/audit/apps',
  '/audit/clients',
  '/audit/logins',
  '/audit/lookup',
  '/audit/log',
  '/audit/log?format=json',
  '/audit/policy',
];

async function lookAround(visitor: TestVisitor, pages: readonly string[]): Promise<void> {
  for (const page of pages) await visitor.get(page);
}

async function useLinodes(visitor: TestVisitor): Promise<void> {
  const page = await openCheckPage(visitor, 'walked-1');
  const { location } = await confirmCreate(visitor, page);
  await visitor.get(location ?? '');
  const status = async () => (await visitor.get(`${location}/status`, json)).text;
  await until('it runs', async () => (await status()).includes('"final":true'));
  await visitor.get(`${location}/events`, { Accept: 'text/event-stream' });
  const id = /\/linodes\/(\d+)/.exec((await visitor.get(location ?? '')).text)?.[1];
  await visitor.get(`/linodes/${id}`);
  await visitor.get(`/linodes/${id}/status`, json);
  await visitor.get(`/linodes/${id}/events`, { Accept: 'text/event-stream' });
  await visitor.submit(`/linodes/${id}/reboot`, `/linodes/${id}/reboot`);
  await visitor.submit('/', '/theme', { theme: 'dark' });
  await visitor.post('/csp-report', {});
}

async function useOwnAccess(visitor: TestVisitor): Promise<void> {
  const wish = { label: 'walked', expiry: '3', scope_linodes: 'read_only' };
  const drafted = await visitor.submit('/me/tokens/create', '/me/tokens/create', wish);
  const check = await visitor.get(drafted.location ?? '');
  const { location } = await visitor.submit(check, '/me/tokens/create/check');
  await visitor.get(location ?? '');
  const token = (location ?? '').replace('/created', '');
  await visitor.submit(`${token}/rename`, `${token}/rename`, { label: 'walked on' });
  await visitor.submit(`${token}/revoke`, `${token}/revoke`, { answer: 'yes' });
  const me = await visitor.get('/me');
  const other = /\/me\/sessions\/[\w-]{22}\/end/.exec(me.text)?.[0] ?? '';
  await visitor.submit(me, other);
  await visitor.submit('/me', '/me/sessions/end-others');
  // It may be Quayside itself, so that is the end of it.
  const app = /\/me\/apps\/\d+\/revoke/.exec((await visitor.get('/me')).text)?.[0] ?? '';
  await visitor.submit(app, app, { answer: 'yes' });
}

async function useScaleway(visitor: TestVisitor, secretKey: string): Promise<void> {
  await visitor.submit('/scaleway/connect', '/scaleway/connect', { secret_key: secretKey });
  await visitor.get('/scaleway/servers');
  await visitor.submit('/scaleway/servers', '/scaleway/disconnect');
}

async function useAudit(admin: TestVisitor): Promise<void> {
  const sessions = '/audit/tokens?kind=session&user=max-member';
  const { data } = JSON.parse((await admin.get(sessions, json)).text) as { data: { id: string }[] };
  const [{ id: target } = { id: '' }] = data;
  await admin.get(`/audit/tokens/${target}`);
  const revoke = { target, step: 'revoke', reason: 'walked', block: '' };
  const { location } = await admin.submit(sessions, '/audit/revoke', revoke);
  await admin.get(location ?? '');
  const person = '/audit/users/max-member';
  for (const act of ['block', 'unblock'])
    await admin.submit(person, `${person}/${act}`, { reason: 'walked' });
  await admin.submit('/audit/lookup', '/audit/lookup', { token: '0123456789abcdef' });
  await admin.submit('/audit/policy', '/audit/policy', { policy: 'admins: []' });
}

/** A form that outlived its session waits for its person. */
async function keepWhatWasTyped(visitor: TestVisitor): Promise<void> {
  await visitor.signIn(max, '/sign-in?for=create-linodes');
  await visitor.signIn(max, '/sign-in?for=manage-tokens');
  const forms = [await visitor.get('/linodes/create'), await visitor.get('/me/tokens/create')];
  const [linode, token] = forms;
  await visitor.submit('/linodes', '/sign-out');
  if (linode) await visitor.submit(linode, '/linodes/create', { label: 'kept', step: 'check' });
  if (token) await visitor.submit(token, '/me/tokens/create', { label: 'kept' });
  await visitor.get(checkPath);
}
