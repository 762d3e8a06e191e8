import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBlocking } from '../../server/audit/blocking.ts';
import { createPolicy } from '../../server/audit/policy.ts';
import { createRevocations } from '../../server/audit/revocations.ts';
import { createWishes } from '../../server/audit/wishes.ts';
import { createLinodeClient } from '../../server/linode/client.ts';
import { createPeople } from '../../server/session/people.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { refusal } from '../support/told-linode.ts';

/* What an admin does about somebody who leaves: keeps them out, and ends what they hold. */

const limits = { idleMs: 60_000, maxMs: 60_000, perUser: 10 };
const audit = { record: async () => await Promise.resolve() };

let redisServer: RedisServer;

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
});

async function blockingFor(admins: readonly string[]) {
  const { client } = redisServer;
  const people = createPeople(client);
  const blocking = createBlocking({
    audit,
    people,
    registry: createSessionRegistry(client, limits),
    endSession: async () => await Promise.resolve(),
    policy: await createPolicy(undefined, admins),
  });
  return { blocking, people };
}

test('an administrator can be blocked while another one is left who is not', async () => {
  const { blocking } = await blockingFor(['ada', 'max', 'ivo']);
  expect(await blocking.refusalOf('ada', 'max')).toBeNull();
});

test('the last administrator who is not blocked cannot be blocked', async () => {
  const { blocking, people } = await blockingFor(['ada', 'max']);
  await people.block('ada', 'left');
  expect(await blocking.refusalOf('somebody', 'max')).toContain('last administrator');
  await people.unblock('ada');
  expect(await blocking.refusalOf('somebody', 'max')).toBeNull();
});

test('nobody blocks themselves, however they write their name', async () => {
  const { blocking } = await blockingFor(['ada', 'max']);
  expect(await blocking.refusalOf('ada', 'Ada')).toContain('yourself');
});

describe('all that a leaver holds', () => {
  const targets = [
    { kind: 'session', owner: 'max', id: 'vault', label: 'Portal session' },
    { kind: 'app', owner: 'max', id: '2', label: 'An app' },
    { kind: 'pat', owner: 'max', id: '1', label: 'A token' },
  ] as const;
  const order = { by: 'ada', reason: 'left', targets, context: { requestId: '', address: '' } };
  const never = new Promise<never>(() => {});

  /** Revocations of somebody with one live session, through which Linode can be asked; and what was done. */
  function revocationsWhere(linode: 'answers' | 'hangs', tokensFirstMs: number) {
    const done: string[] = [];
    const client = createLinodeClient({
      tokens: { access: aToken, renewed: aToken },
      async transport({ method, path }) {
        if (linode === 'hangs') return await never;
        if (method === 'DELETE') done.push(path);
        const [status, body] = method === 'DELETE' ? [200, {}] : [404, refusal('Not found')];
        const answer = { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
        return await Promise.resolve(answer);
      },
    });
    const revocations = createRevocations(
      {
        redis: redisServer.client,
        audit,
        registry: createSessionRegistry(redisServer.client, limits),
        endSession: async (id) => void (await Promise.resolve(done.push(id))),
        liveClientOf: async () => await Promise.resolve(done.includes('vault') ? null : client),
        wishes: createWishes(redisServer.client),
        inventory: { noteRevoked: async () => await Promise.resolve() },
      },
      tokensFirstMs,
    );
    return { revocations, done };
  }

  test('ends in the order in which the one can end the other: the session last', async () => {
    const { revocations, done } = revocationsWhere('answers', 120_000);
    const { id } = await revocations.begin(order);
    expect(done).toEqual(['/profile/tokens/1', '/profile/apps/2', 'vault']);
    expect((await revocations.read(id))?.items).toMatchObject([
      { kind: 'session', local: 'ended', linode: 'pending' },
      { kind: 'app', linode: 'confirmed' },
      { kind: 'pat', linode: 'confirmed' },
    ]);
  });

  test('waits for Linode no longer than told: the session ends all the same', async () => {
    const { revocations, done } = revocationsWhere('hangs', 10);
    const { id } = await revocations.begin(order);
    expect(done).toEqual(['vault']);
    expect((await revocations.read(id))?.items.map(({ local }) => local)).toEqual([
      'ended',
      'none',
      'none',
    ]);
  });
});

async function aToken(): Promise<string> {
  return await Promise.resolve('a-token');
}
