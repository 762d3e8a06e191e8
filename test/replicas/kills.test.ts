import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  confirmCreate,
  createCalls,
  openCheckPage,
  pretendSentEarlier,
  signInAsCreator,
} from '../support/creator.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { rounds } from '../support/repeat.ts';
import { startReplicas, type Replicas, type TappedProcess } from '../support/replicas.ts';
import { until } from '../support/until.ts';
import { everywhere, max, signedIn, statuses } from './scenarios.ts';

let redis: RedisServer;
let replicas: Replicas;
let doomed: TappedProcess;

beforeAll(async () => {
  redis = await startRedis();
  replicas = await startReplicas({ count: 1, redis });
  doomed = await replicas.addTapped();
});
afterAll(async () => {
  await replicas.stop();
});
beforeEach(async () => {
  if (!doomed.isRunning()) doomed = await replicas.addTapped();
  await replicas.sandbox.clearFaults();
});

interface Point {
  readonly name: string;
  /** Resolves when the process has come so far with the create of this label. */
  readonly reached: (label: string) => Promise<void>;
  /** Whether Linode has the Linode then. */
  readonly isMade: boolean;
}

const points: readonly Point[] = [
  {
    name: 'before it is sent',
    reached: async () => await doomed.tap.stopAt("'sent'", 'after'),
    isMade: false,
  },
  {
    name: 'after it was sent, before Linode answers',
    reached: async (label) =>
      await until('Linode was asked', async () => (await createCalls(replicas, label)) === 1),
    isMade: true,
  },
  {
    name: 'after Linode’s answer, before that is written down',
    reached: async () => await doomed.tap.stopAt('accepted', 'before'),
    isMade: true,
  },
];

async function madeAs(label: string): Promise<number> {
  return (await replicas.sandbox.linodes()).filter((linode) => linode.label === label).length;
}

describe.each(points)('a create whose process is killed $name', ({ name, reached, isMade }) => {
  test.each(rounds)(
    'is bought at most once, and its page says what came of it (round %d)',
    async (round) => {
      const label = `killed-${points.findIndex((point) => point.name === name)}-${round}`;
      const slow = { kind: 'latency', ms: 400, when: { label } } as const;
      await replicas.sandbox.fault({ host: 'api', path: '/v4/linode/instances', ...slow });
      const visitor = await signInAsCreator(replicas, max);
      const page = await openCheckPage(visitor, label);
      const atPoint = reached(label);
      const lost = confirmCreate(visitor.beside(doomed), page);
      lost.catch(() => null);
      await atPoint;
      await replicas.kill(doomed);
      await expect(lost).rejects.toThrow();
      if (isMade) await until('Linode has it', async () => (await madeAs(label)) === 1);

      const again = await Promise.all(
        Array.from({ length: 10 }, async () => await confirmCreate(visitor, page)),
      );
      const [{ location } = { location: null }] = again;
      expect(location).toMatch(/^\/requests\//);
      expect(new Set(again.map((answer) => answer.location)).size).toBe(1);
      await pretendSentEarlier(redis.client, location ?? '', isMade ? 60_000 : 11 * 60_000);
      const { text } = await visitor.get(location ?? '');
      expect(text).toContain(isMade ? 'Accepted as #' : 'Linode has no Linode of this label');
      expect(await createCalls(replicas, label)).toBe(isMade ? 1 : 0);
      expect(await madeAs(label)).toBe(isMade ? 1 : 0);
    },
  );
});

describe('signing out while requests are under way', () => {
  test.each(rounds)('ends the session for good, and its tokens (round %d)', async () => {
    await redis.client.flushall();
    await replicas.sandbox.revokeTokens();
    const visitor = await signedIn(replicas);
    const form = await visitor.get('/linodes');
    const slow = { host: 'api', kind: 'latency', ms: 200, times: 0 } as const;
    await replicas.sandbox.fault({ ...slow, path: '/v4/linode/instances' });
    const waiting = Array.from({ length: 5 }, async () => await everywhere(replicas, visitor));
    const cookie = visitor.beside();
    expect((await visitor.beside().submit(form, '/sign-out')).status).toBe(303);
    for (const answers of await Promise.all(waiting))
      for (const { status } of answers) expect([200, 303]).toContain(status);
    expect(statuses(await everywhere(replicas, cookie))).toEqual([303]);
    expect(await redis.client.keys('session:*')).toEqual([]);
    await until('no token of theirs lives', async () =>
      (await replicas.sandbox.tokens()).every(({ username }) => username !== max.username),
    );
  });
});
