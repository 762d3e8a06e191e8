import type { RedisConnection } from '../../server/redis/connection.ts';
import type { Sandbox } from './sandbox.ts';
import { TestVisitor, type Answer, type Person } from './visitor.ts';

export const checkPath = '/linodes/create/check';
export const rootPassword = 'A-Very-long.Passphrase-42';

/** Somebody who has allowed creating Linodes. */
export async function signInAsCreator(
  portal: { readonly baseUrl: string },
  person: Person,
): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  await visitor.signIn(person, '/sign-in?for=create-linodes&returnTo=%2Flinodes%2Fcreate');
  return visitor;
}

/** Fills the form in and goes as far as the check page, ready for the last click. */
export async function openCheckPage(visitor: TestVisitor, label: string): Promise<Answer> {
  const sent = await visitor.submit('/linodes/create', '/linodes/create', {
    region: 'us-east',
    type: 'g6-nanode-1',
    image: 'linode/debian12',
    label,
    step: 'check',
  });
  if (sent.location === null) throw new Error(`no check page, but ${sent.status}`);
  return await visitor.get(sent.location);
}

/** The last click, on a check page. */
export async function confirmCreate(visitor: TestVisitor, page: Answer): Promise<Answer> {
  return await visitor.submit(page, checkPath, { root_password: rootPassword });
}

/** How often Linode was asked to create a Linode of this label. */
export async function createCalls(
  { sandbox }: { readonly sandbox: Sandbox },
  label: string,
): Promise<number> {
  const log = await sandbox.log();
  return log.filter(
    ({ host, method, path, body }) =>
      host === 'api' &&
      method === 'POST' &&
      path.endsWith('/linode/instances') &&
      JSON.stringify(body).includes(`"label":"${label}"`),
  ).length;
}

/** The portal gives a sender half a minute before it looks for what became of the call. */
export async function pretendSentEarlier(
  redis: Pick<RedisConnection, 'hget' | 'hset'>,
  requestPath: string,
  byMs = 60_000,
): Promise<void> {
  const key = `request:{${requestPath.replace('/requests/', '')}}`;
  await redis.hset(key, 'sentAt', Number(await redis.hget(key, 'sentAt')) - byMs);
}
