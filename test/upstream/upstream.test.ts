import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Observer } from '../../server/observer.ts';
import { NotSent, ToldToWait } from '../../server/upstream/errors.ts';
import { createUpstream, type Upstream } from '../../server/upstream/upstream.ts';
import { silentObserver } from '../support/silent-observer.ts';

type Answer = { readonly status: number; readonly retryAfter: string | null };

const ok: Answer = { status: 200, retryAfter: null };
const failing: Answer = { status: 500, retryAfter: null };
const hanging = new Promise<Answer>(() => {});

let upstream: Upstream<Answer>;
let told: string[];

beforeEach(() => {
  jest.useFakeTimers();
  told = [];
  const observer: Observer = {
    ...silentObserver,
    upstreamCall: (host, outcome) => void told.push(`${host} ${outcome}`),
    upstreamNotSent: (host, reason) => void told.push(`${host} ${reason}`),
  };
  const limits = {
    everybody: { atOnce: 6, waiting: 4, failures: 4 },
    person: { atOnce: 3, waiting: 2, failures: 4 },
  };
  upstream = createUpstream<Answer>({ host: 'api', observer, limits, read: (answer) => answer });
});
afterEach(() => {
  jest.useRealTimers();
});

interface Call {
  readonly person?: string | null;
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/** What came of a call: its status, the reason why it was not sent, or the error's name. */
async function call(answer: Answer | Promise<Answer>, options: Call = {}) {
  const { person = 'ada', name = 'GET /things', signal = new AbortController().signal } = options;
  let sent = 0;
  const result = upstream.run({ person, name, signal }, async () => {
    sent += 1;
    return await answer;
  });
  const came = await result.then(
    ({ status }) => status,
    (error: unknown) => (error instanceof NotSent ? error.reason : String(error)),
  );
  return { came, sent };
}

async function fail(times: number, people: readonly (string | null)[] = ['ada', 'max']) {
  for (let n = 0; n < times; n += 1)
    await call(failing, { person: people[n % people.length] ?? null });
}

const notSent = { came: 'broken', sent: 0 };

describe('a host that fails', () => {
  test('is asked no more after so many failures in a row', async () => {
    await fail(4);
    expect(await call(ok, { person: 'eve' })).toEqual(notSent);
    expect(upstream.state()).toBe('open');
  });

  test.each<[string, () => Promise<Answer>]>([
    ['does not answer in time', () => Promise.reject(new DOMException('late', 'TimeoutError'))],
    ['cannot be reached', () => Promise.reject(new Error('connect ECONNREFUSED'))],
    ['says that it fails', () => Promise.resolve(failing)],
  ])('is one that %s', async (_, answer) => {
    for (const person of ['ada', 'max', 'ada', 'max']) await call(answer(), { person });
    expect(upstream.state()).toBe('open');
  });

  test.each([400, 401, 404, 408, 429])('is none that answers %i', async (status) => {
    for (const person of ['ada', 'max', 'ada', 'max', 'ada'])
      await call({ status, retryAfter: null }, { person });
    expect(upstream.state()).toBe('closed');
  });

  test('is none whose failures have successes between them', async () => {
    for (let round = 0; round < 4; round += 1) {
      await fail(3);
      await call(ok);
    }
    expect(upstream.state()).toBe('closed');
  });

  test('is none where one person fails, and another one did before the last success', async () => {
    await fail(3);
    await call(ok);
    await fail(4, ['ada']);
    expect(upstream.state()).toBe('closed');
  });

  test('is one that fails where nobody in particular asks', async () => {
    await fail(4, [null]);
    expect(await call(ok)).toEqual(notSent);
  });

  test('says when to ask again', async () => {
    await fail(4);
    const signal = new AbortController().signal;
    const refused = upstream.run({ person: null, name: null, signal }, () => Promise.resolve(ok));
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 2 });
  });
});

describe('one person, all of whose calls fail', () => {
  test('is refused, and nobody else is', async () => {
    await fail(4, ['ada']);
    expect(await call(ok, { person: 'ada' })).toEqual({ came: 'broken-for-person', sent: 0 });
    expect(await call(ok, { person: 'max' })).toEqual({ came: 200, sent: 1 });
    expect(upstream.state()).toBe('closed');
  });

  test('goes on once a call of theirs succeeds', async () => {
    await fail(4, ['ada']);
    jest.advanceTimersByTime(1250);
    expect(await call(ok, { person: 'ada' })).toEqual({ came: 200, sent: 1 });
    expect(await call(ok, { person: 'ada' })).toEqual({ came: 200, sent: 1 });
  });
});

describe('after a pause', () => {
  beforeEach(async () => {
    await fail(4);
    jest.advanceTimersByTime(999);
    expect(await call(ok)).toEqual(notSent);
    jest.advanceTimersByTime(252);
  });

  test('one call tries, the others wait for it, and all go through', async () => {
    const ends: ((answer: Answer) => void)[] = [];
    const probe = call(new Promise<Answer>((resolve) => ends.push(resolve)), { person: 'eve' });
    const others = [call(ok, { person: 'max' }), call(ok, { person: 'ada' })];
    await jest.advanceTimersByTimeAsync(500);
    expect(upstream.state()).toBe('half-open');
    for (const end of ends) end(ok);
    for (const { came } of await Promise.all([probe, ...others])) expect(came).toBe(200);
    expect(upstream.state()).toBe('closed');
  });

  test('the others do not wait long for one that hangs', async () => {
    void call(hanging, { person: 'eve' });
    const other = call(ok, { person: 'max' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(await other).toEqual(notSent);
  });

  test('a failure makes the pause longer, up to ten seconds', async () => {
    const pauses: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await call(failing, { person: `${round}` });
      let ms = 0;
      for (; (await call(failing, { person: 'probe' })).sent === 0; ms += 100)
        jest.advanceTimersByTime(100);
      pauses.push(ms);
    }
    expect(pauses[0]).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10_100);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(8000);
  });
});

describe('somebody whose calls hang', () => {
  test('leaves room for others', async () => {
    for (let n = 0; n < 5; n += 1) void call(hanging, { person: 'ada' });
    expect(await call(ok, { person: 'max' })).toEqual({ came: 200, sent: 1 });
    expect(upstream.use()).toEqual({ underWay: 3, atMost: 6 });
  });

  test('is told so when too many of them wait', async () => {
    for (let n = 0; n < 5; n += 1) void call(hanging, { person: 'ada' });
    expect(await call(ok, { person: 'ada' })).toEqual({ came: 'busy', sent: 0 });
  });

  test('has nothing sent whose time was over while it waited', async () => {
    const ends: ((answer: Answer) => void)[] = [];
    for (let n = 0; n < 3; n += 1) void call(new Promise<Answer>((resolve) => ends.push(resolve)));
    const late = new AbortController();
    const waiting = call(ok, { signal: late.signal });
    late.abort();
    for (const end of ends) end(ok);
    expect(await waiting).toEqual({ came: 'busy', sent: 0 });
  });
});

test('everybody together takes no more than there is room for', async () => {
  for (const person of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])
    void call(hanging, { person });
  expect(await call(ok, { person: 'k' })).toEqual({ came: 'busy', sent: 0 });
  expect(upstream.use()).toEqual({ underWay: 6, atMost: 6 });
});

describe('a person who is asked to wait', () => {
  const wait = { status: 429, retryAfter: '4' };

  test('may look again, but not time after time', async () => {
    for (let n = 0; n < 3; n += 1) expect(await call(wait)).toEqual({ came: 429, sent: 1 });
    expect(await call(ok)).toEqual({ came: 'told-to-wait', sent: 0 });
    jest.advanceTimersByTime(4000);
    expect(await call(ok)).toEqual({ came: 200, sent: 1 });
  });

  test('is told how much of the time is left, and asked with what status', async () => {
    for (let n = 0; n < 3; n += 1) await call({ status: 503, retryAfter: '60' });
    jest.advanceTimersByTime(5000);
    const signal = new AbortController().signal;
    const refused = upstream.run({ person: 'ada', name: 'GET /things', signal }, async () => {
      return await Promise.resolve(ok);
    });
    const error: unknown = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ToldToWait);
    expect(error).toMatchObject({ status: 503, retryAfterSeconds: 55 });
  });

  test('is asked again after ten seconds, however long the wait was to be', async () => {
    for (let n = 0; n < 3; n += 1) await call({ status: 429, retryAfter: '3600' });
    jest.advanceTimersByTime(10_000);
    expect(await call(ok)).toEqual({ came: 200, sent: 1 });
  });

  test('is held back with that call alone, and nobody else is', async () => {
    for (let n = 0; n < 3; n += 1) await call(wait);
    expect((await call(ok, { name: 'GET /others' })).came).toBe(200);
    expect((await call(ok, { person: 'max' })).came).toBe(200);
  });

  test('is believed on the next answer, whatever that is', async () => {
    for (const answer of [wait, wait, ok, wait, wait]) await call(answer);
    expect((await call(ok)).came).toBe(200);
  });
});

test('everything is counted: how calls came out, and why some were not sent', async () => {
  await call(ok);
  await call({ status: 404, retryAfter: null });
  await call({ status: 429, retryAfter: null });
  await call(Promise.reject(new DOMException('late', 'TimeoutError')));
  await call(Promise.reject(new Error('read ECONNRESET')));
  await fail(4);
  await call(ok);
  expect(told).toEqual([
    'api ok',
    'api refused',
    'api rate-limited',
    'api timeout',
    'api network',
    'api failed',
    'api failed',
    'api broken',
    'api broken',
    'api broken',
  ]);
});

test('what is only watched goes out whatever the state, and changes none', async () => {
  await fail(4);
  expect(await upstream.watch(() => Promise.resolve(ok))).toBe(ok);
  expect(upstream.state()).toBe('open');
});
