import { EventEmitter, once } from 'node:events';
import { setImmediate as others } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '../../server/audit/record.ts';
import type { Target } from '../../server/audit/revocation-record.ts';
import { createRevocations } from '../../server/audit/revocations.ts';
import { createWishes } from '../../server/audit/wishes.ts';
import type { LinodeClient } from '../../server/linode/client.ts';
import type { LinodeCall } from '../../server/linode/transport.ts';
import { keys } from '../../server/redis/keys.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { linodeThat, refusal, type Told } from '../support/told-linode.ts';

/* How an admin ends what somebody holds who leaves, and what counts as a proof of that. */

const limits = { idleMs: 60_000, maxMs: 60_000, perUser: 10 };
const context = { requestId: 'r-1', address: '192.0.2.7' };
const session = { kind: 'session', owner: 'max', id: 'vault', label: 'Portal session' } as const;
const pat = { kind: 'pat', owner: 'max', id: '1', label: 'A token' } as const;
const app = { kind: 'app', owner: 'max', id: '2', label: 'An app' } as const;
const never = new Promise<never>(() => {});
const notThere: Told = [404, refusal('Not found')];

let redisServer: RedisServer;
/** What was done, in its order. */
let done: string[];
let noted: (AuditEvent & { readonly from: unknown })[];

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
  done = [];
  noted = [];
});

/** A Linode that has nothing any more once it was told to delete it. */
const obeying = (call: LinodeCall): Told => (call.method === 'DELETE' ? [200, {}] : notThere);

interface Place {
  readonly answer?: (call: LinodeCall) => Told | Promise<Told>;
  /** The person has no session through which Linode could be asked. */
  readonly isAway?: true;
  readonly isLogFull?: true;
  readonly tokensFirstMs?: number;
}

const wishes = () => createWishes(redisServer.client);

/** Revocations where people have one live session, which serves until it is ended. */
function revocationsWith({ answer = obeying, isAway, isLogFull, tokensFirstMs = 120_000 }: Place) {
  const client = linodeThat((call) => {
    if (call.method === 'DELETE') done.push(call.path);
    return answer(call);
  });
  const deps = {
    redis: redisServer.client,
    audit: {
      async record(event: AuditEvent, from: unknown) {
        if (isLogFull) throw new Error('the log is full');
        await Promise.resolve(noted.push({ ...event, from }));
      },
    },
    registry: createSessionRegistry(redisServer.client, limits),
    async endSession(id: string, reason: string) {
      await Promise.resolve(done.push(`${id} ${reason}`));
    },
    async liveClientOf(owner: string, scopes: readonly string[]): Promise<LinodeClient | null> {
      expect([owner, scopes]).toEqual(['max', ['account:read_write']]);
      return await Promise.resolve(isAway || done.includes('vault ended-by-admin') ? null : client);
    },
    wishes: wishes(),
    inventory: {
      async noteRevoked(owner: string, { kind, id }: { kind: string; id: number }) {
        await Promise.resolve(done.push(`${kind} ${id} of ${owner} is gone`));
      },
    },
  };
  return createRevocations(deps, tokensFirstMs);
}

function orderFor(...targets: readonly Target[]) {
  return { by: 'ada', reason: 'left', targets, context };
}

/** The items of a revocation of these, when all of it has come to its end. */
async function endedOf(place: Place, ...targets: readonly Target[]) {
  const revocations = revocationsWith(place);
  const { id, finished } = await revocations.begin(orderFor(...targets));
  await finished;
  return (await revocations.read(id))?.items;
}

describe('all that a leaver holds', () => {
  test('ends in the order in which the one can end the other: the session last', async () => {
    expect(await endedOf({}, session, app, pat)).toMatchObject([
      { kind: 'session', local: 'ended', linode: 'pending' },
      { kind: 'app', local: 'none', linode: 'confirmed' },
      { kind: 'pat', local: 'none', linode: 'confirmed' },
    ]);
    expect(done).toEqual([
      '/profile/tokens/1',
      'pat 1 of max is gone',
      '/profile/apps/2',
      'app 2 of max is gone',
      'vault ended-by-admin',
    ]);
  });

  test('waits for Linode no longer than told: the session ends all the same', async () => {
    const revocations = revocationsWith({ answer: async () => await never, tokensFirstMs: 10 });
    const { id } = await revocations.begin(orderFor(session, app, pat));
    expect(done).toEqual(['/profile/tokens/1', 'vault ended-by-admin']);
    expect((await revocations.read(id))?.items).toEqual([
      { ...session, local: 'ended', linode: 'pending', detail: '' },
      { ...app, local: 'none', linode: 'pending', detail: '' },
      { ...pat, local: 'none', linode: 'pending', detail: '' },
    ]);
  });

  test('is ended by a process that is told to stop, before it stops', async () => {
    const linode = new EventEmitter();
    const back = once(linode, 'back');
    const answer = async (call: LinodeCall) => await back.then(() => obeying(call));
    const revocations = revocationsWith({ answer, tokensFirstMs: 10 });
    const { id } = await revocations.begin(orderFor(pat));
    const stopped = revocations.drain();
    linode.emit('back');
    await stopped;
    expect((await revocations.read(id))?.items).toMatchObject([{ ...pat, linode: 'confirmed' }]);
  });

  test('is noted before anything ends, and each token with what came of it', async () => {
    const revocations = revocationsWith({});
    const { id, finished } = await revocations.begin(orderFor(session, pat));
    await finished;
    const begun = { type: 'revocation.begun', username: 'ada', revocation: id, reason: 'left' };
    const item = { type: 'revocation.item', username: 'ada', owner: 'max', kind: 'pat' };
    expect(noted).toEqual([
      { ...begun, targets: [session, pat], from: context },
      { ...item, target: '1', label: 'A token', outcome: 'confirmed', from: context },
    ]);
    expect(await revocations.read(id)).toMatchObject({ id, by: 'ada', reason: 'left' });
    expect(await redisServer.client.zrange(keys.revocations, 0, -1)).toEqual([id]);
  });

  test('stays as it is when that cannot be noted', async () => {
    const revocations = revocationsWith({ isLogFull: true });
    await expect(revocations.begin(orderFor(session, pat))).rejects.toThrow('the log is full');
    expect(done).toEqual([]);
    expect(await redisServer.client.keys('*')).toEqual([]);
  });
});

describe.each([pat, app])('what became of one ($kind)', (target) => {
  const there: Told = [200, { id: Number(target.id), label: target.label }];
  const oops: Told = [500, refusal('Oops')];
  const withheld: Told = [403, refusal('Unauthorized')];
  const proved = 'Read back: Linode no longer has it.';
  const listed = 'Linode still lists it after the deletion.';

  test.each<[what: string, deleted: Told, read: Told, linode: string, detail: string]>([
    ['proved by Linode’s “Not found”', [200, {}], notThere, 'confirmed', proved],
    ['proved where it was gone already', notThere, notThere, 'confirmed', proved],
    ['a failure while Linode lists it', [200, {}], there, 'failed', listed],
    ['a failure for Linode’s reason', oops, there, 'failed', 'Oops'],
    ['not proved by an error', [200, {}], oops, 'failed', 'Not proved: Oops'],
    ['not proved by a refusal', [200, {}], withheld, 'failed', 'Not proved: Unauthorized'],
  ])('is %s', async (...[, deleted, read, linode, detail]) => {
    await wishes().add('max', { ...target, by: 'eve', reason: 'asked before' });
    const answer = ({ method, path }: LinodeCall) => {
      expect(path).toBe(`/profile/${target.kind === 'pat' ? 'tokens' : 'apps'}/${target.id}`);
      return method === 'DELETE' ? deleted : read;
    };
    const items = await endedOf({ answer }, target);
    expect(items).toEqual([{ ...target, local: 'none', linode, detail }]);
    const isProved = linode === 'confirmed';
    expect(done.slice(1)).toEqual(isProved ? [`${target.kind} ${target.id} of max is gone`] : []);
    expect((await wishes().of('max')).map(({ by }) => by)).toEqual(isProved ? [] : ['eve']);
    expect(noted.at(-1)).toMatchObject({ kind: target.kind, target: target.id, outcome: linode });
  });

  test('is a question to its owner, who alone can end it', async () => {
    const items = await endedOf({ isAway: true }, target);
    const detail =
      'No live session of the owner may do this. They are asked at their next sign-in.';
    expect(items).toEqual([{ ...target, local: 'none', linode: 'asked-owner', detail }]);
    const { kind, id, label } = target;
    const wish = { kind, id, label, by: 'ada', reason: 'left' };
    expect(await wishes().of('Max')).toEqual([expect.objectContaining(wish)]);
    expect(await wishes().of('anna')).toEqual([]);
    expect(noted.at(-1)).toMatchObject({ outcome: 'asked-owner' });
    expect(done).toEqual([]);
  });
});

test('of many tokens five are ended at once, and each of them once', async () => {
  let [under, most] = [0, 0];
  const answer = async (call: LinodeCall) => {
    under += 1;
    most = Math.max(most, under);
    await others();
    under -= 1;
    return obeying(call);
  };
  const targets = Array.from({ length: 12 }, (_, id) => ({ ...pat, id: String(id) }));
  const items = await endedOf({ answer }, ...targets);
  expect(items?.map(({ id, linode }) => `${id} ${linode}`)).toEqual(
    targets.map(({ id }) => `${id} confirmed`),
  );
  expect(most).toBe(5);
  expect(done.filter((one) => one.startsWith('/profile'))).toHaveLength(12);
});

test.each(['confirmed', 'failed'])(
  'a session’s tokens are %s later, and elsewhere',
  async (how) => {
    const revocations = revocationsWith({ isAway: true });
    const asked = { ...app, id: 'vault' };
    const { id } = await revocations.begin(orderFor(session, asked));
    await redisServer.client.set(keys.revoked('vault'), how);
    const outcomes = (await revocations.read(id))?.items.map(({ linode }) => linode);
    expect(outcomes).toEqual([how, 'asked-owner']);
  },
);

test('a mistake of ours is no answer of Linode', async () => {
  const mistake = new TypeError('undefined is not a function');
  const answer = async () => await Promise.reject(mistake);
  const { finished } = await revocationsWith({ answer }).begin(orderFor(pat, session));
  await expect(finished).rejects.toBe(mistake);
  expect(done).toContain('vault ended-by-admin');
});

test('a wish that another version wrote is none', async () => {
  await redisServer.client.hset(keys.wishes('max'), 'pat-1', '{"kind":"key"}');
  expect(await wishes().of('max')).toEqual([]);
});

test('a revocation that is not there is none', async () => {
  expect(await revocationsWith({}).read('unheard-of')).toBeNull();
});
