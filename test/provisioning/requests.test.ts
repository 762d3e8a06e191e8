import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { noAnswers } from '../../server/provisioning/answers.ts';
import { readRequestRecord, type RequestState } from '../../server/provisioning/request-record.ts';
import {
  createRequests,
  isRequestId,
  newRequestId,
  type Requests,
} from '../../server/provisioning/requests.ts';
import { keys } from '../../server/redis/keys.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* The records of creates: who may change what, and from which state to which. */

const hour = 3_600_000;
const answers = { ...noAnswers, label: 'pilot-boat-1', authorizedUsers: ['max'] };
const states = [
  'draft',
  'sent',
  'accepted',
  'running',
  'refused',
  'unknown',
  'not-found',
] as const satisfies readonly RequestState[];

let redisServer: RedisServer;
let requests: Requests;
let id: string;

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
});

async function stored() {
  const record = await requests.read(id);
  if (record === null) throw new Error('no record');
  return record;
}

async function drafted() {
  await requests.keepDraft('max', id, answers);
  return await stored();
}

/** A request of Max that has come this far. */
async function recordIn(state: RequestState) {
  await drafted();
  await redisServer.client.hset(keys.request(id), 'state', state);
  return await stored();
}

async function hoursKept(key = keys.request(id)): Promise<number> {
  return Math.round((await redisServer.client.pttl(key)) / hour);
}

async function listed(): Promise<readonly string[]> {
  return (await requests.listOf('Max')).map((record) => record.id);
}

describe('a draft', () => {
  test('is kept for a day, as it was typed, and noted among its person’s drafts', async () => {
    expect(await requests.keepDraft('max', id, answers)).toBe('kept');
    expect(await stored()).toMatchObject({ id, owner: 'max', state: 'draft', answers, sentAt: 0 });
    expect(await hoursKept()).toBe(24);
    expect(await redisServer.client.zrange('drafts:max', 0, -1)).toEqual([keys.request(id)]);
    expect(await listed()).toEqual([]);
  });

  test('takes other answers of the same person', async () => {
    await drafted();
    expect(await requests.keepDraft('max', id, { ...answers, label: 'other' })).toBe('kept');
    expect((await stored()).answers.label).toBe('other');
  });

  test('takes nothing from anybody else', async () => {
    await drafted();
    expect(await requests.keepDraft('anna', id, { ...answers, label: 'other' })).toBe('foreign');
    expect(await stored()).toMatchObject({ owner: 'max', answers });
    expect(await redisServer.client.exists('drafts:anna')).toBe(0);
  });

  test.each(states.filter((state) => state !== 'draft'))(
    'takes nothing once it is %s',
    async (state) => {
      const before = await recordIn(state);
      await redisServer.client.del('drafts:max');
      expect(await requests.keepDraft('max', id, { ...answers, label: 'other' })).toBe('sent');
      expect(await stored()).toEqual(before);
      expect(await redisServer.client.exists('drafts:max')).toBe(0);
    },
  );
});

describe('the right to send', () => {
  test('goes to one of many who ask at once, and is written down', async () => {
    const draft = await drafted();
    const before = Date.now();
    const all = Array.from({ length: 20 }, async () => await requests.win('max', draft));
    expect((await Promise.all(all)).filter(Boolean)).toEqual([true]);
    const { state, sentAt } = await stored();
    expect(state).toBe('sent');
    expect(sentAt).toBeGreaterThanOrEqual(before);
    expect(await listed()).toEqual([id]);
    expect(await hoursKept()).toBe(400 * 24);
    expect(await hoursKept(keys.requestsOf('max'))).toBe(400 * 24);
  });

  test('is its owner’s alone', async () => {
    const draft = await drafted();
    expect(await requests.win('anna', draft)).toBe(false);
    expect(await stored()).toEqual(draft);
    expect(await requests.listOf('anna')).toEqual([]);
  });

  test('is for the answers that were shown', async () => {
    const draft = await drafted();
    const shown = { id, draftedAt: draft.draftedAt - 1 };
    expect(await requests.win('max', shown)).toBe(false);
    expect(await stored()).toEqual(draft);
  });

  test('is nobody’s for a request that is not there', async () => {
    expect(await requests.win('max', { id, draftedAt: 0 })).toBe(false);
    expect(await redisServer.client.exists(keys.request(id), 'requests:max')).toBe(0);
  });

  test.each(states.filter((state) => state !== 'draft'))(
    'is nobody’s for one that is %s',
    async (state) => {
      const record = await recordIn(state);
      expect(await requests.win('max', record)).toBe(false);
      expect(await stored()).toEqual(record);
    },
  );
});

describe('how a call came out', () => {
  const counts: Record<'accepted' | 'unknown' | 'refused', readonly RequestState[]> = {
    accepted: ['draft', 'sent', 'unknown', 'refused', 'not-found'],
    unknown: ['draft', 'sent', 'refused'],
    refused: ['draft', 'sent'],
  };
  const cases = (['accepted', 'unknown', 'refused'] as const).flatMap((outcome) =>
    states.map((state) => [outcome, state, counts[outcome].includes(state)] as const),
  );

  test.each(cases)('%s, of one that is %s, counts: %p', async (outcome, state, isWritten) => {
    const record = await recordIn(state);
    await requests.settle(record, { state: outcome, sentAt: 5, problem: 'told' });
    const changed = { state: outcome, sentAt: 5, problem: 'told' };
    expect(await stored()).toEqual(isWritten ? { ...record, ...changed } : record);
    expect(await listed()).toEqual(isWritten ? [id] : []);
    expect(await hoursKept()).toBe(isWritten ? 400 * 24 : 24);
  });

  test('brings a request back that the store has lost', async () => {
    const record = await drafted();
    await redisServer.client.flushall();
    await requests.settle(record, { state: 'unknown', sentAt: 5 });
    expect(await stored()).toEqual({ ...record, state: 'unknown', sentAt: 5 });
    expect(await listed()).toEqual([id]);
  });
});

describe('a move', () => {
  test.each(states)('from “sent” or “unknown” of a request that is %s', async (state) => {
    const record = await recordIn(state);
    const isFrom = state === 'sent' || state === 'unknown';
    const moved = await requests.move(id, ['sent', 'unknown'], { state: 'accepted', linodeId: 7 });
    expect(moved).toBe(isFrom);
    expect(await stored()).toEqual(isFrom ? { ...record, state: 'accepted', linodeId: 7 } : record);
  });

  test('makes nothing of a request that is not there', async () => {
    expect(await requests.move(id, ['sent'], { state: 'unknown' })).toBe(false);
    expect(await redisServer.client.exists(keys.request(id))).toBe(0);
  });
});

test('a Linode leads to the request that made it, for as long as that is kept', async () => {
  const record = await recordIn('accepted');
  await requests.noteProvenance(7, id);
  expect(await requests.thatMade(7)).toEqual(record);
  expect(await requests.thatMade(8)).toBeNull();
  expect(await hoursKept(keys.madeBy(7))).toBe(400 * 24);
  await redisServer.client.del(keys.request(id));
  expect(await requests.thatMade(7)).toBeNull();
});

test('a person’s fifty newest requests are listed, without what cannot be read', async () => {
  const ids = Array.from({ length: 52 }, newRequestId);
  const hash = { owner: 'max', answers: JSON.stringify(answers) };
  for (const [index, one] of ids.entries()) {
    const state = index === 50 ? 'of-a-later-version' : 'refused';
    await redisServer.client.hset(keys.request(one), { ...hash, state });
    await redisServer.client.zadd('requests:max', index, one);
  }
  const newest = ids.toReversed().slice(0, 50);
  expect(await listed()).toEqual(newest.filter((one) => one !== ids[50]));
});

describe('a record', () => {
  const hash = { owner: 'max', state: 'sent', answers: JSON.stringify(answers) };

  test('has for what has not happened 0 or nothing', () => {
    expect(readRequestRecord(id, { ...hash, sentAt: '12' })).toEqual({
      ...hash,
      id,
      answers,
      sentAt: 12,
      draftedAt: 0,
      acceptedAt: 0,
      bootingAt: 0,
      runningAt: 0,
      endedAt: 0,
      linodeId: 0,
      ipv4: '',
      status: '',
      problem: '',
    });
  });

  test.each(['', '{', '{"label":"half"}'])('with the answers %p has none', (text) => {
    expect(readRequestRecord(id, { ...hash, answers: text })?.answers).toEqual(noAnswers);
  });

  test.each([
    ['nothing', {}],
    ['a state that nobody knows', { ...hash, state: 'sold' }],
  ])('of %s is none', (_, told) => {
    expect(readRequestRecord(id, told)).toBeNull();
  });
});

test('an id is 22 characters of base64url, another one each time', () => {
  expect(isRequestId(newRequestId())).toBe(true);
  expect(newRequestId()).not.toBe(newRequestId());
  const bad = [
    undefined,
    '',
    'a'.repeat(21),
    'a'.repeat(23),
    `${'a'.repeat(21)}/`,
    ['a'.repeat(22)],
  ];
  expect(bad.filter(isRequestId)).toEqual([]);
});
