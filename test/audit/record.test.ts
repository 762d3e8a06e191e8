import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createAuditRecorder, type AuditEvent } from '../../server/audit/record.ts';
import { withRequest } from '../../server/current-request.ts';
import { createLogger } from '../../server/logger.ts';

/* Where an event is written, and what must not happen when it cannot be. */

const context = { requestId: 'r-1', address: '192.0.2.7' };
const who = { username: 'max' };
const token = { ...who, id: 1, label: 'ci', scopes: '*' } as const;
const create = { type: 'linode.create', ...who, request: 'r', label: 'pilot' } as const;
const made = { type: 'pat.created', ...who, label: 'ci', scopes: '*', expiry: '' } as const;

let chained: Readonly<Record<string, unknown>>[];
let isFull: boolean;
let writes: string[];
let lines: Record<string, unknown>[];
let recorder: ReturnType<typeof createAuditRecorder>;

beforeEach(() => {
  [chained, writes, lines, isFull] = [[], [], [], false];
  jest.useFakeTimers();
  recorder = createAuditRecorder({
    // JSON.parse knows no types; the logger writes objects.
    logger: createLogger('info', {
      write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    }),
    chain: {
      async add(event) {
        if (isFull) throw new Error('the log is full');
        await Promise.resolve(chained.push(event));
      },
    },
    observer: { auditWrite: (outcome) => void writes.push(outcome) },
  });
});
afterEach(async () => {
  jest.useRealTimers();
  isFull = false;
  await recorder.close();
});

describe('an event', () => {
  test('is a marked line, and an entry of the log, each with where it came from', async () => {
    await recorder.record({ ...create, outcome: 'sent' }, context);
    const told = { ...create, outcome: 'sent', ...context };
    expect(chained).toEqual([told]);
    expect(lines).toEqual([
      expect.objectContaining({ ...told, audit: true, level: 'info', msg: 'linode.create' }),
    ]);
    expect(writes).toEqual(['written']);
  });

  test('comes from the request that it happens in, where nothing else is said', async () => {
    const event = { type: 'policy.loaded', hash: 'abc' } as const;
    await new Promise<void>((resolve) => {
      withRequest(context, () => void recorder.record(event).then(resolve));
    });
    await recorder.record(event);
    expect(chained).toEqual([{ ...event, ...context }, event]);
  });
});

const must: AuditEvent[] = [
  { type: 'signin.succeeded', ...who, session: 'v', account: null, scopes: [] },
  { ...create, outcome: 'sent' },
  { ...made, outcome: 'sent' },
  { type: 'pat.revoked', ...token, outcome: 'sent' },
  { type: 'app.revoked', ...token, outcome: 'sent' },
  { type: 'revocation.begun', ...who, revocation: 'r', reason: '', targets: [] },
  { type: 'person.blocked', ...who, person: 'bo', reason: '' },
  { type: 'person.unblocked', ...who, person: 'bo', reason: '' },
];
const may: AuditEvent[] = [
  { ...create, outcome: 'accepted' },
  { ...made, outcome: 'refused' },
  { type: 'pat.revoked', ...token, outcome: 'confirmed' },
  { type: 'app.revoked', ...token, outcome: 'unproved' },
  { type: 'linode.power', ...who, linode: 1, action: 'boot', outcome: 'accepted' },
  { type: 'session.ended', ...who, session: 'v', reason: 'signed-out' },
  { type: 'token.refreshed', ...who, session: 'v', outcome: 'refreshed' },
  { type: 'signin.refused', ...who, reason: 'blocked' },
  { type: 'request.refused', ...who, reason: 'foreign', path: '/' },
  { type: 'audit.exported', ...who, path: '/audit' },
  { type: 'policy.loaded', hash: '' },
];

describe('when the log cannot be written', () => {
  beforeEach(() => {
    isFull = true;
  });

  test.each(must)('what $type ($outcome) belongs to does not happen', async (event) => {
    await expect(recorder.record(event)).rejects.toThrow('the log is full');
    expect(lines).toHaveLength(1);
    expect(writes).toEqual(['failed']);
  });

  test.each(may)(
    '$type ($outcome) is a line all the same, and the failure another',
    async (event) => {
      await recorder.record(event);
      expect(lines.map(({ level, type }) => type ?? level)).toEqual([event.type, 'warn']);
      expect(lines[1]).toMatchObject({ audit: true, err: { message: 'the log is full' } });
      expect(writes).toEqual(['failed']);
    },
  );
});

const strangers: AuditEvent[] = [
  { type: 'signin.started' },
  { type: 'signin.refused', reason: 'state' },
  { type: 'request.refused', reason: 'rate', path: '/' },
];
const counted = (count: number) => ({ type: 'refusals.counted', count });

describe('what strangers do', () => {
  test('is told line by line, and in the log by its number each minute', async () => {
    for (const event of strangers) await recorder.record(event, context);
    expect(lines.map(({ type }) => type)).toEqual(strangers.map(({ type }) => type));
    expect(chained).toEqual([]);
    await jest.advanceTimersByTimeAsync(59_000);
    expect(chained).toEqual([]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(chained).toEqual([counted(3)]);
    await recorder.record({ type: 'signin.started' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(chained).toEqual([counted(3), counted(1)]);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(chained).toHaveLength(2);
  });

  test('is complained of where its number cannot be written', async () => {
    isFull = true;
    await recorder.record({ type: 'signin.started' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lines.map(({ level }) => level)).toEqual(['info', 'warn']);
  });

  test('is counted to the end, and no longer', async () => {
    await recorder.record({ type: 'signin.started' });
    await recorder.close();
    expect(chained).toEqual([counted(1)]);
    await recorder.record({ type: 'signin.started' });
    await jest.advanceTimersByTimeAsync(120_000);
    expect(chained).toHaveLength(1);
  });
});

test('what is being written is waited for at the end, however it comes out', async () => {
  const waiting: ((error?: Error) => void)[] = [];
  const slow = createAuditRecorder({
    logger: createLogger('silent'),
    chain: {
      add: async () =>
        await new Promise((resolve, reject) => {
          waiting.push((error) => (error ? reject(error) : resolve()));
        }),
    },
    observer: { auditWrite: () => {} },
  });
  const recording = slow.record({ ...create, outcome: 'accepted' });
  void slow.record({ ...create, outcome: 'unknown' });
  const steps: string[] = [];
  const closing = slow.close().then(() => steps.push('closed'));
  await jest.advanceTimersByTimeAsync(1000);
  steps.push('waited');
  waiting[0]?.(new Error('the log is full'));
  waiting[1]?.();
  await Promise.all([recording, closing]);
  expect(steps).toEqual(['waited', 'closed']);
});
