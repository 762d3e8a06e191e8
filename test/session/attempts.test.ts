import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keys } from '../../server/redis/keys.ts';
import { createSealer, type Sealer } from '../../server/redis/sealer.ts';
import {
  attemptIdOf,
  createAttempts,
  newState,
  type Attempts,
} from '../../server/session/attempts.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* One way to Linode's sign-in and back: read once, by the browser that it began in. */

let redisServer: RedisServer;
let redis: RedisServer['client'];
let sealer: Sealer;
let attempts: Attempts;

beforeAll(async () => {
  redisServer = await startRedis();
  redis = redisServer.client;
  sealer = await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]);
  attempts = createAttempts(redis, sealer);
});
afterAll(async () => {
  await redisServer.stop();
});

const content = {
  state: 'state-1',
  verifier: 'verifier-1',
  returnTo: '/linodes',
  need: null,
  asked: ['linodes:read_only'],
  replaces: { vaultId: 'v1', uid: 7 },
};

test('an attempt comes back as it was kept, once', async () => {
  const { id, cookie } = await attempts.keep('once', content);
  expect(id).toBe('once');
  expect(cookie).toMatch(/^[\w-]{43}$/);
  expect(await attempts.take('once', cookie)).toMatchObject(content);
  expect(await attempts.take('once', cookie)).toBeNull();
});

test('another browser gets nothing, and spends the attempt', async () => {
  const { cookie } = await attempts.keep('bound', content);
  const other = await attempts.keep('other', content);
  expect(other.cookie).not.toBe(cookie);
  expect(await attempts.take('bound', other.cookie)).toBeNull();
  expect(await attempts.take('bound', cookie)).toBeNull();
});

test('lies sealed, for ten minutes, without its cookie', async () => {
  const { cookie } = await attempts.keep('sealed', content);
  const leftSeconds = await redis.ttl(keys.attempt('sealed'));
  expect(leftSeconds).toBeGreaterThan(300);
  expect(leftSeconds).toBeLessThanOrEqual(600);
  const sealed = (await redis.get(keys.attempt('sealed'))) ?? '';
  const text = await sealer.open(sealed, keys.attempt('sealed'));
  expect(sealed).not.toContain('verifier-1');
  expect(text).not.toContain(cookie);
});

test('one that was forgotten, or never was, is none', async () => {
  const { cookie } = await attempts.keep('forgotten', content);
  await attempts.forget('forgotten');
  expect(await attempts.take('forgotten', cookie)).toBeNull();
});

describe('what is not ours is no attempt:', () => {
  test('one that lay under another id', async () => {
    const { cookie } = await attempts.keep('moved', content);
    await redis.rename(keys.attempt('moved'), keys.attempt('here'));
    expect(await attempts.take('here', cookie)).toBeNull();
  });

  test.each(['state', 'verifier'])('one whose %s is empty', async (member) => {
    const { cookie } = await attempts.keep('empty', { ...content, [member]: '' });
    expect(await attempts.take('empty', cookie)).toBeNull();
  });

  test('trouble of another kind is told', async () => {
    const broken = new Error('out of memory');
    const open = async () => await Promise.reject(broken);
    const { cookie } = await attempts.keep('trouble', content);
    const elsewhere = createAttempts(redis, { ...sealer, open });
    await expect(elsewhere.take('trouble', cookie)).rejects.toBe(broken);
  });
});

describe('a state', () => {
  test('names its attempt, and is like no other', () => {
    const [one, other] = [newState(), newState()];
    expect(attemptIdOf(one.state)).toBe(one.id);
    expect(one.id).not.toBe(other.id);
    expect(one.state.slice(one.id.length)).not.toBe(other.state.slice(other.id.length));
  });

  const { state } = newState();
  test.each([
    ['nothing', undefined],
    ['a list', [state]],
    ['another kind of thing', { toString: () => state }],
    ['an empty text', ''],
    ['more in front', `x${state}`],
    ['more behind', `${state}x`],
    ['a line', `${state}\n`],
    ['another separator', state.replace('.', '!')],
    ['less behind', state.slice(0, -1)],
    ['less in front', state.slice(1)],
  ])('that is not of our making names none: %s', (_, foreign) => {
    expect(attemptIdOf(foreign)).toBeNull();
  });
});
