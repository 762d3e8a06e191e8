import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '../../server/audit/record.ts';
import type { LinodeClient } from '../../server/linode/client.ts';
import { InvalidToken } from '../../server/linode/errors.ts';
import type { LinodeCall } from '../../server/linode/transport.ts';
import { createLinodeWatch } from '../../server/provisioning/linode-watch.ts';
import { createProgress } from '../../server/provisioning/progress.ts';
import { isFinal, type RequestRecord } from '../../server/provisioning/request-record.ts';
import { createRequests, newRequestId, type Requests } from '../../server/provisioning/requests.ts';
import { keys } from '../../server/redis/keys.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { linodeThat, listOf, refusal, type Told } from '../support/told-linode.ts';

/* What a look at a request makes of it: a lost one is found or given up, a Linode is followed. */

const minute = 60_000;
const wished = { region: 'us-east', type: 'g6-nanode-1', image: 'linode/debian13', label: 'pilot' };
const linode = { ...wished, id: 7, status: 'booting', ipv4: ['192.0.2.9', '10.0.0.9'] };

let redisServer: RedisServer;
let requests: Requests;
let id: string;
let calls: LinodeCall[];
let noted: AuditEvent[];

beforeAll(async () => {
  redisServer = await startRedis();
  requests = createRequests(redisServer.client);
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
  id = newRequestId();
  calls = [];
  noted = [];
});

async function stored(): Promise<RequestRecord> {
  const record = await requests.read(id);
  if (record === null) throw new Error('no record');
  return record;
}

/** Max's request, as it stands now. */
async function recordWith(fields: Partial<RequestRecord>): Promise<RequestRecord> {
  const answers = { ...wished, tags: '', authorizedUsers: [] };
  const whole = { owner: 'max', ...fields, answers: JSON.stringify(answers) };
  await redisServer.client.hset(keys.request(id), whole);
  return await stored();
}

/** A Linode that answers each call so, and keeps a list of them. */
function linodeSaying(answer: Told): LinodeClient {
  return linodeThat((call) => {
    calls.push(call);
    return answer;
  });
}

async function look(record: RequestRecord, answer: Told, username = 'max') {
  const progressOf = createProgress({
    requests,
    watch: createLinodeWatch(redisServer.client),
    audit: {
      async record(event) {
        await Promise.resolve(noted.push(event));
      },
    },
  });
  return await progressOf({ username, linode: linodeSaying(answer) }, record);
}

/** When a Linode was made, as Linode writes it. */
function createdAt(epochMs: number) {
  return { created: new Date(epochMs).toISOString().slice(0, 19) };
}

describe('nothing is asked of Linode about a request', () => {
  test.each(['draft', 'running', 'refused', 'not-found'] as const)('that is %s', async (state) => {
    const record = await recordWith({ state, sentAt: 1, linodeId: 7 });
    expect(await look(record, [200, linode])).toEqual({ record, snapshot: null });
    expect(calls).toEqual([]);
    expect(isFinal(record)).toBe(state !== 'draft');
  });

  test('while it may be on its way', async () => {
    const record = await recordWith({ state: 'sent', sentAt: Date.now() });
    expect(await look(record, [200, listOf(linode)])).toEqual({ record, snapshot: null });
    expect(calls).toEqual([]);
    expect(noted).toEqual([]);
  });
});

describe.each(['sent', 'unknown'] as const)('a request that is %s, and lost,', (state) => {
  const event = { type: 'linode.create', username: 'max', label: 'pilot' };

  async function lost(agoMs = minute): Promise<RequestRecord> {
    return await recordWith({ state, sentAt: Date.now() - agoMs });
  }

  test('is looked for by its label, and found by whoever looks', async () => {
    const record = await lost();
    const found = { ...linode, ...createdAt(record.sentAt - minute) };
    const { record: now } = await look(record, [200, listOf(found)], 'anna');
    expect(calls).toMatchObject([{ path: '/linode/instances', filter: { label: 'pilot' } }]);
    const told = { linodeId: 7, ipv4: '192.0.2.9', status: 'booting' };
    expect(now).toMatchObject({ ...told, state: 'accepted', owner: 'max', endedAt: 0 });
    expect(now.acceptedAt).toBeGreaterThan(record.sentAt);
    expect(await requests.thatMade(7)).toEqual(now);
    expect(noted).toEqual([{ ...event, request: id, outcome: 'accepted', linode: 7 }]);
  });

  test.each<[string, object]>([
    ['of another plan', { type: 'g6-standard-1' }],
    ['in another region', { region: 'eu-west' }],
    ['of another image', { image: 'linode/debian12' }],
    ['older than the request', createdAt(Date.now() - 4 * minute)],
    ['of unknown age', { created: null }],
  ])('is not taken for a Linode %s', async (_, other) => {
    const found = { ...linode, ...createdAt(Date.now()), ...other };
    const { record } = await look(await lost(), [200, listOf(found)]);
    expect(record).toMatchObject({ state: 'unknown', linodeId: 0 });
    expect(await requests.thatMade(7)).toBeNull();
    expect(noted).toEqual([]);
  });

  test('stays unknown for ten minutes while Linode has no such Linode', async () => {
    const { record } = await look(await lost(9 * minute), [200, listOf()]);
    expect(record).toMatchObject({ state: 'unknown', endedAt: 0 });
    expect(noted).toEqual([]);
  });

  test('is given up after that, once', async () => {
    const before = await lost(11 * minute);
    const { record } = await look(before, [200, listOf()]);
    expect(record.state).toBe('not-found');
    expect(record.endedAt).toBeGreaterThan(before.sentAt);
    expect(await look(before, [200, listOf()])).toEqual({ record, snapshot: null });
    expect(noted).toEqual([{ ...event, request: id, outcome: 'not-found' }]);
  });

  test('is still found after that', async () => {
    const before = await lost(11 * minute);
    const found = { ...linode, ...createdAt(before.sentAt + minute) };
    const { record } = await look(before, [200, listOf(found)]);
    expect(record).toMatchObject({ state: 'accepted', linodeId: 7 });
  });

  test('is not found twice', async () => {
    const before = await lost();
    const accepted = await recordWith({ state: 'accepted', linodeId: 8 });
    const found = { ...linode, ...createdAt(Date.now()) };
    const { record } = await look(before, [200, listOf(found)]);
    expect(record).toEqual(accepted);
    expect(await requests.thatMade(7)).toBeNull();
    expect(noted).toEqual([]);
  });

  test('is left as it is while Linode does not say', async () => {
    const record = await lost(11 * minute);
    expect(await look(record, [500, refusal('Oops')])).toEqual({ record, snapshot: null });
    expect(await stored()).toEqual(record);
  });

  test('leaves a dead token to the page', async () => {
    await expect(look(await lost(), [401, refusal('Invalid Token')])).rejects.toThrow(InvalidToken);
  });

  test('does not hide a mistake of ours', async () => {
    const mistake = linodeThat(() => {
      throw new TypeError('undefined is not a function');
    });
    const progressOf = createProgress({
      requests,
      watch: createLinodeWatch(redisServer.client),
      audit: { record: async () => await Promise.resolve() },
    });
    const looked = progressOf({ username: 'max', linode: mistake }, await lost());
    await expect(looked).rejects.toThrow(TypeError);
  });
});

test('a request whose sender does not know is looked for at once', async () => {
  const record = await recordWith({ state: 'unknown', sentAt: Date.now() });
  const found = { ...linode, ...createdAt(record.sentAt) };
  expect((await look(record, [200, listOf(found)])).record.state).toBe('accepted');
});

test('a sender has half a minute to say how its call came out', async () => {
  const late = await recordWith({ state: 'sent', sentAt: Date.now() - 31_000 });
  expect((await look(late, [200, listOf()])).record.state).toBe('unknown');
});

describe('a request whose Linode is there', () => {
  const known = { state: 'accepted', sentAt: 1, linodeId: 7, status: 'booting' } as const;

  test.each(['running', 'offline', 'stopped', 'billing_suspension'])(
    'is over when that is %s, whoever sees it',
    async (status) => {
      const before = await recordWith({ ...known, ipv4: '192.0.2.9' });
      const { record, snapshot } = await look(before, [200, { ...linode, status }], 'anna');
      expect(record).toMatchObject({ state: 'running', status, ipv4: '192.0.2.9' });
      expect(record.runningAt).toBeGreaterThan(before.sentAt);
      expect(record.endedAt).toBe(record.runningAt);
      expect(snapshot?.status).toBe(status);
    },
  );

  test('is over, and never ran, when its owner does not find it', async () => {
    const before = await recordWith({ ...known, ipv4: '192.0.2.9' });
    const { record } = await look(before, [404, refusal('Not found')]);
    expect(record).toMatchObject({ state: 'running', status: 'deleted', runningAt: 0 });
    expect(record.endedAt).toBeGreaterThan(before.sentAt);
  });

  test('is not over because somebody else does not find it', async () => {
    const before = await recordWith(known);
    const { record, snapshot } = await look(before, [404, refusal('Not found')], 'anna');
    expect(record).toEqual(before);
    expect(snapshot?.status).toBe('deleted');
    expect(await stored()).toEqual(before);
  });

  test('notes when it boots, the first time', async () => {
    const before = await recordWith({ ...known, status: 'provisioning' });
    const { record } = await look(before, [200, linode]);
    expect(record).toMatchObject({ state: 'accepted', status: 'booting', ipv4: '192.0.2.9' });
    expect(record.bootingAt).toBeGreaterThan(before.sentAt);
    expect(record).toMatchObject({ runningAt: 0, endedAt: 0 });
  });

  test('keeps when it booted first', async () => {
    const before = await recordWith({ ...known, status: 'rebooting', bootingAt: 5 });
    expect((await look(before, [200, linode])).record).toMatchObject({
      status: 'booting',
      bootingAt: 5,
    });
  });

  test.each(['provisioning', 'rebooting'])('does not boot while it is %s', async (status) => {
    const before = await recordWith({ ...known, ipv4: '192.0.2.9' });
    const { record } = await look(before, [200, { ...linode, status }]);
    expect(record).toMatchObject({ status, bootingAt: 0 });
  });

  test('learns its address', async () => {
    const before = await recordWith(known);
    expect((await look(before, [200, linode])).record.ipv4).toBe('192.0.2.9');
  });

  test.each([
    ['the same address', linode.ipv4],
    ['none just now', []],
  ])('says nothing new about one that is as it was, with %s', async (_, ipv4) => {
    const before = await recordWith({ ...known, ipv4: '192.0.2.9' });
    const { record, snapshot } = await look(before, [200, { ...linode, ipv4 }]);
    expect(record).toBe(before);
    expect(snapshot?.status).toBe('booting');
  });

  test('stays as it is while Linode does not say', async () => {
    const before = await recordWith(known);
    expect(await look(before, [500, refusal('Oops')])).toEqual({ record: before, snapshot: null });
  });

  test('is not changed any more when it is over meanwhile', async () => {
    const before = await recordWith(known);
    const over = await recordWith({
      state: 'running',
      status: 'running',
      runningAt: 9,
      endedAt: 9,
    });
    expect((await look(before, [200, linode])).record).toEqual(over);
  });
});
