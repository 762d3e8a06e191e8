import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals';
import { createChain } from '../../server/audit/chain.ts';
import { createKeeping } from '../../server/audit/keeping.ts';
import { createHeadSigner, isSignatureGood, type SignedHead } from '../../server/audit/signing.ts';
import { readSigningKey } from '../../server/audit/signing-key.ts';
import { createLogger } from '../../server/logger.ts';
import { keys } from '../../server/redis/keys.ts';
import { linkedEntries } from '../support/linked-entries.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/* What looks after the log: its head is told where nobody can change it, its oldest part goes. */

const seed = randomBytes(32);
const sign = createHeadSigner(readSigningKey(seed.toString('base64url')));
const day = 24 * 3_600_000;

let redisServer: RedisServer;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
  lines = [];
});
afterEach(() => {
  jest.useRealTimers();
});

const logger = createLogger('info', {
  write(line) {
    // JSON.parse knows no types; the logger writes objects.
    lines.push(JSON.parse(line) as Record<string, unknown>);
  },
});

function keepingOf(chain = createChain(redisServer.client)) {
  return createKeeping({ redis: redisServer.client, chain, sign, logger });
}

/** A log of so many entries, a minute apart. */
async function written(count: number, from?: number) {
  const entries = linkedEntries(count, from);
  for (const { cursor, prev, hash, body } of entries) {
    const fields = { body: JSON.stringify(body), hash, prev };
    await redisServer.client.xadd(keys.audit, cursor, ...Object.entries(fields).flat());
  }
  return entries.map((entry) => ({ ...entry, time: Date.parse(entry.body.at) }));
}

async function numbersLeft(): Promise<readonly number[]> {
  return (await createChain(redisServer.client).oldest(10)).map(({ body }) => body.seq);
}

const typesTold = () => lines.map(({ type, audit }) => (audit === true ? type : 'not marked'));

describe('the oldest entries', () => {
  test('go up to a moment, behind a signed anchor that is told', async () => {
    const [, second, third] = await written(5);
    await keepingOf().trim((third?.time ?? 0) - 1);
    expect(await numbersLeft()).toEqual([3, 4, 5]);
    const anchor = JSON.parse((await redisServer.client.get(keys.auditAnchor)) ?? '') as SignedHead; // written by us
    expect(anchor).toMatchObject({ seq: 2, hash: second?.hash });
    expect(isSignatureGood(anchor)).toBe(true);
    expect(lines).toEqual([
      expect.objectContaining({ ...anchor, type: 'log.trimmed', audit: true }),
    ]);
  });

  test.each([
    ['as long as they are young enough', 0],
    ['at the very moment', 1],
  ])('stay %s', async (_, which) => {
    const all = await written(3);
    await keepingOf().trim(which === 0 ? 0 : (all[0]?.time ?? 0));
    expect(await numbersLeft()).toEqual([1, 2, 3]);
    expect(await redisServer.client.exists(keys.auditAnchor)).toBe(0);
    expect(lines).toEqual([]);
  });

  test('go but for one: the chain goes on from it', async () => {
    await written(3);
    await keepingOf().trim(Date.now());
    expect(await numbersLeft()).toEqual([3]);
    await createChain(redisServer.client).add({ type: 'test' });
    expect(await numbersLeft()).toEqual([3, 4]);
  });

  test('are none in an empty log', async () => {
    await keepingOf().trim(Date.now());
    expect(await redisServer.client.exists(keys.auditAnchor, keys.audit)).toBe(0);
  });
});

/** What is kept, with a clock that goes on by hand. */
function started(chain = createChain(redisServer.client)) {
  jest.useFakeTimers({ doNotFake: [...everythingButIntervals] });
  const keeping = keepingOf(chain);
  keeping.start();
  return { keeping, chain };
}

describe('each minute', () => {
  test('the signed head is told, where there is another one', async () => {
    const { keeping, chain } = started();
    await chain.add({ type: 'test' });
    jest.advanceTimersByTime(60_000);
    await until('the head is told', async () => await Promise.resolve(lines.length > 0));
    const [line] = lines;
    expect(line).toMatchObject({ type: 'log.head', ...(await chain.head()), audit: true });
    expect(isSignatureGood(line as unknown as SignedHead)).toBe(true); // as the line above says
    await keeping.stop();
    expect(typesTold()).toEqual(['log.head']);
  });

  test('what is older than 400 days goes', async () => {
    await written(2, Date.now() - 400 * day - 3 * 60_000);
    const { keeping, chain } = started();
    await chain.add({ type: 'test' });
    jest.advanceTimersByTime(60_000);
    await until('it is gone', async () => (await redisServer.client.xlen(keys.audit)) === 1);
    await keeping.stop();
    expect(new Set(typesTold())).toEqual(new Set(['log.head', 'log.trimmed']));
  });

  test('that it could not be done is said, and it is tried again', async () => {
    const chain = createChain(redisServer.client);
    let tries = 0;
    const head = async () => {
      tries += 1;
      return await Promise.reject(new Error('Connection is closed.'));
    };
    const { keeping } = started({ ...chain, head });
    jest.advanceTimersByTime(120_000);
    await until('both are told', async () => await Promise.resolve(lines.length === 2));
    const err = expect.objectContaining({ message: 'Connection is closed.' });
    expect(lines).toEqual([1, 2].map(() => expect.objectContaining({ level: 'warn', err })));
    await keeping.stop();
    jest.advanceTimersByTime(120_000);
    expect(tries).toBe(3);
  });
});

test('what was never begun is told of when it stops', async () => {
  await written(2);
  await keepingOf().stop();
  expect(typesTold()).toEqual(['log.head']);
  expect(lines[0]).toMatchObject({ seq: 2 });
});

const everythingButIntervals = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
] as const;

describe('a signing key', () => {
  const whole = readSigningKey(seed.toString('base64url'));
  const pem = String(whole.export({ format: 'pem', type: 'pkcs8' }));

  test.each([
    ['as 32 bytes', seed.toString('base64url')],
    ['as 32 bytes in the other base64', seed.toString('base64')],
    ['as PKCS #8', whole.export({ format: 'der', type: 'pkcs8' }).toString('base64')],
    ['as PEM', pem],
    ['as PEM on one line', pem.replaceAll('\n', String.raw`\n`)],
  ])('is read %s', (_, text) => {
    const publicKey = createPublicKey(readSigningKey(text)).export({ format: 'jwk' }).x;
    expect(sign({ seq: 1, hash: '' }).publicKey).toBe(publicKey);
  });

  test.each([
    ['too short', randomBytes(31).toString('base64url')],
    ['empty', ''],
    ['broken', pem.slice(0, 60)],
    [
      'of another kind',
      generateKeyPairSync('x25519', {
        publicKeyEncoding: { format: 'pem', type: 'spki' },
        privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
      }).privateKey,
    ],
  ])('is none when it is %s', (_, text) => {
    expect(() => readSigningKey(text)).toThrow();
  });

  test('signs the number, the hash and the time of a head', () => {
    const head = sign({ seq: 7, hash: 'abc' });
    expect(isSignatureGood(head)).toBe(true);
    const other = sign({ seq: 8, hash: 'abc' }).signature;
    for (const change of [{ seq: 8 }, { hash: 'abd' }, { at: '2026' }, { signature: other }])
      expect(isSignatureGood({ ...head, ...change })).toBe(false);
  });
});
