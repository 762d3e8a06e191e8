import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Command } from 'ioredis';
import { createChain } from '../../server/audit/chain.ts';
import { createChainCheck } from '../../server/audit/chain-check.ts';
import { createKeeping } from '../../server/audit/keeping.ts';
import { createHeadSigner, isSignatureGood } from '../../server/audit/signing.ts';
import { readSigningKey } from '../../server/audit/signing-key.ts';
import { verifyLinks } from '../../server/audit/verify.ts';
import { createLogger } from '../../server/logger.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

let redisServer: RedisServer;
const sign = createHeadSigner(readSigningKey(randomBytes(32).toString('base64url')));

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
});

async function filled(count: number) {
  const chain = createChain(redisServer.client);
  for (let index = 0; index < count; index += 1) await chain.add({ type: 'test', index });
  return chain;
}

test('entries written by several processes at once stand in one unbroken line', async () => {
  const writers = [1, 2, 3].map(() => createChain(redisServer.client));
  await Promise.all(
    writers.flatMap((chain, writer) =>
      Array.from(
        { length: 40 },
        async (_, index) => await chain.add({ type: 'test', writer, index }),
      ),
    ),
  );
  const [chain] = writers;
  expect(await chain?.count()).toBe(120);
  const entries = (await chain?.oldest(200)) ?? [];
  expect(entries.map(({ body }) => body.seq)).toEqual(
    Array.from({ length: 120 }, (_, index) => index + 1),
  );
  expect(chain && (await createChainCheck(chain)())).toEqual({ intact: true, upTo: 120 });
});

test('an event’s own number is kept, and another process writes on after it', async () => {
  await createChain(redisServer.client).add({ type: 'pat.created', id: 7 });
  const chain = createChain(redisServer.client);
  await chain.add({ type: 'test' });
  expect((await chain.oldest(2)).map(({ body }) => body['id'])).toEqual([7, undefined]);
  expect(await createChainCheck(chain)()).toEqual({ intact: true, upTo: 2 });
});

test('a log is read from either end, on from an entry, and past what is none', async () => {
  const chain = await filled(3);
  await redisServer.client.xadd('audit', '*', 'of', 'others');
  const [first, , third] = await chain.oldest(10);
  const numbers = async (found: ReturnType<typeof chain.oldest>) =>
    (await found).map(({ body }) => body.seq);
  expect(await numbers(chain.newest(2))).toEqual([3]);
  expect(await numbers(chain.newest(10, third?.cursor))).toEqual([2, 1]);
  expect(await numbers(chain.oldest(10, first?.cursor))).toEqual([2, 3]);
  expect(await chain.count()).toBe(4);
});

type Run = () => Promise<unknown>;

/** The same Redis, with other answers to commands of these names; what was asked of it is counted. */
function redisThat(answers: Record<string, (run: Run) => Promise<unknown>>) {
  const { client } = redisServer;
  const asked: Record<string, number> = {};
  const redis: typeof client = Object.create(client);
  redis.sendCommand = async (command: Command, ...rest: []) => {
    asked[command.name] = (asked[command.name] ?? 0) + 1;
    const run = async () => await client.sendCommand(command, ...rest);
    return await (answers[command.name]?.(run) ?? run());
  };
  return { redis, asked };
}

test('one process that writes alone reads the log’s end once', async () => {
  const { redis, asked } = redisThat({});
  const chain = createChain(redis);
  for (let count = 0; count < 5; count += 1) await chain.add({ type: 'test' });
  expect(asked).toEqual({ eval: 5, xrevrange: 1 });
});

test('whoever is always slower gives up, and says so', async () => {
  const { redis, asked } = redisThat({ eval: async () => await Promise.resolve(0) });
  await expect(createChain(redis).add({ type: 'test' })).rejects.toThrow('faster than');
  expect(asked['eval']).toBe(8);
});

test('an entry whose answer is an error counts when it stands in the log, and else does not', async () => {
  const away = new Error('Connection is closed.');
  const fails = async () => await Promise.reject(away);
  const answers: Parameters<typeof redisThat>[0] = {
    async eval(run) {
      await run();
      throw away;
    },
  };
  const chain = createChain(redisThat(answers).redis);
  await Promise.all([chain.add({ type: 'first' }), chain.add({ type: 'second' })]);
  answers['eval'] = fails;
  await expect(chain.add({ type: 'third' })).rejects.toBe(away);
  answers['xrevrange'] = fails;
  await expect(chain.add({ type: 'fourth' })).rejects.toBe(away);
  const types = (await createChain(redisServer.client).oldest(10)).map(({ body }) => body.type);
  expect(types).toEqual(['first', 'second']);
});

/** Writes the stream anew, the second entry changed. */
async function changeSecond(): Promise<void> {
  const all = await redisServer.client.xrange('audit', '-', '+');
  await redisServer.client.del('audit');
  for (const [index, [cursor, fields]] of all.entries()) {
    const forged = fields.map((text) => text.replace('"index":1', '"index":9'));
    await redisServer.client.xadd('audit', cursor, ...(index === 1 ? forged : fields));
  }
}

test('an entry that was changed is found', async () => {
  await filled(5);
  await changeSecond();
  const verdict = await createChainCheck(createChain(redisServer.client))();
  expect(verdict).toMatchObject({ intact: false, upTo: 2 });
});

test('an entry that was changed after it had been looked at is found, too', async () => {
  const look = createChainCheck(await filled(5));
  expect(await look()).toEqual({ intact: true, upTo: 5 });
  await changeSecond();
  expect(await look()).toMatchObject({ intact: false, upTo: 2 });
});

test('looks at the same time do not disturb each other', async () => {
  const chain = await filled(5);
  const look = createChainCheck(chain);
  await Promise.all([look(), look()]);
  await chain.add({ type: 'test' });
  const verdicts = await Promise.all([look(), look(), look()]);
  expect(verdicts).toEqual(verdicts.map(() => ({ intact: true, upTo: 6 })));
});

test('a chain that is trimmed between two looks is intact', async () => {
  const chain = await filled(3);
  const look = createChainCheck(chain);
  await look();
  await chain.add({ type: 'test' });
  await chain.add({ type: 'test' });
  const [, , , fourth] = await chain.oldest(4);
  await redisServer.client.xtrim('audit', 'MINID', fourth?.cursor ?? '');
  expect(await look()).toEqual({ intact: true, upTo: 5 });
  const [, last] = await chain.oldest(2);
  await redisServer.client.xtrim('audit', 'MINID', last?.cursor ?? '');
  expect(await look()).toEqual({ intact: true, upTo: 5 });
});

test('an entry that was taken out is found', async () => {
  const chain = await filled(5);
  const [, second] = await chain.oldest(2);
  await redisServer.client.xdel('audit', second?.cursor ?? '');
  expect(await createChainCheck(chain)()).toMatchObject({ intact: false });
});

test('entries that are taken from the end are missed', async () => {
  const chain = await filled(5);
  const look = createChainCheck(chain);
  await look();
  const [newest] = await chain.newest(1);
  await redisServer.client.xdel('audit', newest?.cursor ?? '');
  expect(await look()).toMatchObject({ intact: false, upTo: 4 });
});

test('an extract that leaves entries out can be followed by their hashes alone', async () => {
  const chain = await filled(6);
  const entries = await chain.oldest(10);
  const links = entries.map(({ hash, body }) =>
    body.seq % 2 === 0 ? { hash } : { hash, entry: body },
  );
  const start = entries[0]?.prev ?? '';
  expect(verifyLinks(links, start)).toMatchObject({ intact: true, entries: 3 });
  const forged = links.map((link, at) =>
    at === 2 ? { ...link, entry: { ...link.entry, who: 'eve' } } : link,
  );
  expect(verifyLinks(forged, start)).toMatchObject({ intact: false, at: 2 });
});

test('what is older than its keeping time goes behind a signed anchor, and the rest still holds', async () => {
  const chain = await filled(4);
  const keeping = createKeeping({
    redis: redisServer.client,
    chain,
    sign,
    logger: createLogger('silent'),
  });
  await keeping.trim(Date.now() + 60_000);
  expect(await chain.count()).toBe(1);
  const anchor = JSON.parse((await redisServer.client.get('audit:anchor')) ?? '{}') as ReturnType<
    typeof sign
  >;
  expect(isSignatureGood(anchor)).toBe(true);
  const [left] = await chain.oldest(1);
  expect(left?.prev).toBe(anchor.hash);
  await chain.add({ type: 'test' });
  expect(await createChainCheck(chain)()).toEqual({ intact: true, upTo: 5 });
});

test('an exported log is checked offline by one command, and a forged one fails', async () => {
  const chain = await filled(3);
  const entries = await chain.oldest(10);
  const links = entries.map(({ hash, body }) => ({ hash, entry: body }));
  const head = await chain.head();
  const extract = { start: entries[0]?.prev, head: head.hash, links, signedHead: sign(head) };
  const dir = await mkdtemp(path.join(tmpdir(), 'quayside-log-'));
  const verify = async (content: object) => {
    const file = path.join(dir, 'log.json');
    await writeFile(file, JSON.stringify(content));
    const run = promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      'script/audit-verify.ts',
      file,
    ]);
    return await run.then(
      ({ stdout }) => stdout,
      (error: { stderr: string }) => error.stderr,
    );
  };
  expect(await verify(extract)).toContain('intact: 3 entries');
  const forged = { ...extract, signedHead: { ...sign(head), seq: 99 } };
  expect(await verify(forged)).toContain('signature does not hold');
});
