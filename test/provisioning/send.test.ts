import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, AuditRecorder } from '../../server/audit/record.ts';
import type { LinodeClient } from '../../server/linode/client.ts';
import { InvalidToken, LinodeUnavailable, MissingScope } from '../../server/linode/errors.ts';
import type { LinodeCall } from '../../server/linode/transport.ts';
import { createRequests, newRequestId, type Requests } from '../../server/provisioning/requests.ts';
import { createSend, type SendOutcome } from '../../server/provisioning/send.ts';
import { keys } from '../../server/redis/keys.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { linodeThat, listOf, refusal, type Told } from '../support/told-linode.ts';

/* The one sending of a create: what each answer of Linode makes of the request, and what is noted. */

const rootPassword = 'A-Very-long.Passphrase-42';
const context = { requestId: 'r-1', address: '192.0.2.7' };
const body = { region: 'us-east', type: 'g6-nanode-1', image: 'linode/debian13', label: 'pilot' };
const made = { ...body, id: 7, status: 'provisioning', ipv4: ['192.0.2.9', '10.0.0.9'] };

let redisServer: RedisServer;
let requests: Requests;
let id: string;
let calls: LinodeCall[];
let noted: (AuditEvent & { readonly from: unknown })[];

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
  await requests.keepDraft('max', id, { ...body, tags: '', authorizedUsers: ['max'] });
});

async function stored() {
  const record = await requests.read(id);
  if (record === null) throw new Error('no record');
  return record;
}

/** A Linode that finds `found` by its label, and answers the create so. */
function linodeSaying(create: Told, found: Told = [200, listOf()]): LinodeClient {
  return linodeThat((call) => {
    calls.push(call);
    return call.method === 'POST' ? create : found;
  });
}

const audit: AuditRecorder = {
  async record(event, from) {
    await Promise.resolve(noted.push({ ...event, from }));
  },
};

interface Sending {
  readonly deps?: { readonly requests?: Requests; readonly audit?: AuditRecorder };
  readonly password?: string;
}

/** The last click on what is drafted. */
async function send(linode: LinodeClient, options: Sending = {}): Promise<SendOutcome> {
  const sending = createSend({ requests, audit, ...options.deps });
  const { password = rootPassword } = options;
  const how = { rootPassword: password, context };
  return await sending({ username: 'max', linode }, await stored(), how);
}

function posted(): unknown[] {
  return calls.filter(({ method }) => method === 'POST').map((call) => call.body);
}

/** Whoever presses the button now may send. */
async function expectDraftAgain(): Promise<void> {
  const record = await stored();
  expect(record).toMatchObject({ state: 'draft', sentAt: 0 });
  expect(await requests.win('max', record)).toBe(true);
}

const outcomes = () => noted.map((event) => ('outcome' in event ? event.outcome : event.type));

describe('a create that Linode accepts', () => {
  test('is looked for by its label, sent once, and known from then on', async () => {
    const before = Date.now();
    expect(await send(linodeSaying([200, made]))).toEqual({ outcome: 'settled' });
    expect(calls.map(({ method, path, filter }) => ({ method, path, filter }))).toEqual([
      { method: 'GET', path: '/linode/instances', filter: { label: 'pilot' } },
      { method: 'POST', path: '/linode/instances', filter: undefined },
    ]);
    const record = await stored();
    expect(record).toMatchObject({
      state: 'accepted',
      linodeId: 7,
      ipv4: '192.0.2.9',
      status: 'provisioning',
      problem: '',
      endedAt: 0,
      answers: { label: 'pilot' },
    });
    expect(record.sentAt).toBeGreaterThanOrEqual(before);
    expect(record.acceptedAt).toBeGreaterThanOrEqual(record.sentAt);
    expect(await requests.thatMade(7)).toEqual(record);
  });

  test('is noted before it leaves and when it came out, with whose it was', async () => {
    await send(linodeSaying([200, made]));
    const event = { type: 'linode.create', username: 'max', request: id, label: 'pilot' };
    expect(noted).toStrictEqual([
      { ...event, outcome: 'sent', from: context },
      { ...event, outcome: 'accepted', linode: 7, from: context },
    ]);
  });

  test('may have no address as yet', async () => {
    await send(linodeSaying([200, { ...made, ipv4: [] }]));
    expect((await stored()).ipv4).toBe('');
  });

  test('carries the password, which nothing remembers', async () => {
    await send(linodeSaying([200, made]));
    expect(posted()).toEqual([{ ...body, authorized_users: ['max'], root_pass: rootPassword }]);
    const kept = JSON.stringify([await redisServer.client.hgetall(keys.request(id)), noted]);
    expect(kept).not.toContain(rootPassword);
  });

  test('carries none where keys let people in', async () => {
    await send(linodeSaying([200, made]), { password: '' });
    expect(posted()).toStrictEqual([{ ...body, authorized_users: ['max'] }]);
  });

  test('is sent by one of many who press the button', async () => {
    const shown = await stored();
    const sending = createSend({ requests, audit });
    const linode = linodeSaying([200, made]);
    const presses = Array.from(
      { length: 20 },
      async () => await sending({ username: 'max', linode }, shown, { rootPassword, context }),
    );
    expect(new Set((await Promise.all(presses)).map(({ outcome }) => outcome))).toEqual(
      new Set(['settled']),
    );
    expect(posted()).toHaveLength(1);
    expect(outcomes()).toEqual(['sent', 'accepted']);
  });
});

describe('a create that Linode refuses', () => {
  test.each([400, 403, 404, 422, 429])('with %d is over, and says why', async (status) => {
    const errors = [
      { reason: 'Region is full.', field: 'region' },
      { reason: 'Ask support.', field: null },
    ];
    const outcome = await send(linodeSaying([status, { errors }]));
    expect(outcome).toEqual({ outcome: 'refused', problems: errors });
    const record = await stored();
    expect(record).toMatchObject({ state: 'refused', problem: 'Region is full. Ask support.' });
    expect(record.endedAt).toBeGreaterThanOrEqual(record.sentAt);
    expect(record.sentAt).toBeGreaterThan(0);
    expect(outcomes()).toEqual(['sent', 'refused']);
    expect(posted()).toHaveLength(1);
  });

  test('is not sent where its label is taken', async () => {
    const outcome = await send(linodeSaying([200, made], [200, listOf({ ...made, id: 3 })]));
    const reason = 'Another Linode of this account has this label';
    expect(outcome).toEqual({ outcome: 'refused', problems: [{ field: 'label', reason }] });
    expect(await stored()).toMatchObject({ state: 'refused', problem: reason, linodeId: 0 });
    expect(posted()).toEqual([]);
    expect(outcomes()).toEqual(['refused']);
  });
});

describe('a create of which Linode says nothing to rely on', () => {
  test.each<[string, Told]>([
    ['an error of its own', [500, refusal('Oops')]],
    ['a gateway’s page', [502]],
    ['that it took too long', [408, refusal('Timeout')]],
    ['an answer of an unknown shape', [200, { accepted: true }]],
  ])('but %s, is unknown, and nobody sends it again', async (_, answer) => {
    expect(await send(linodeSaying(answer))).toEqual({ outcome: 'settled' });
    const record = await stored();
    expect(record).toMatchObject({ state: 'unknown', problem: '', linodeId: 0 });
    expect(record.sentAt).toBeGreaterThan(0);
    expect(await requests.win('max', record)).toBe(false);
    expect(outcomes()).toEqual(['sent', 'unknown']);
    expect(posted()).toHaveLength(1);
  });
});

describe('a create that did not leave is a draft again', () => {
  test('when the look for its label fails', async () => {
    const sending = send(linodeSaying([200, made], [500, refusal('Oops')]));
    await expect(sending).rejects.toThrow(LinodeUnavailable);
    expect(posted()).toEqual([]);
    expect(noted).toEqual([]);
    await expectDraftAgain();
  });

  test('when it cannot be noted', async () => {
    const full = { record: failsWith(new Error('the log is full')) };
    const sending = send(linodeSaying([200, made]), { deps: { audit: full } });
    await expect(sending).rejects.toThrow('the log is full');
    expect(posted()).toEqual([]);
    await expectDraftAgain();
  });

  test.each([
    ['is dead', new InvalidToken(401, [])],
    ['lacks a scope', new MissingScope([], ['linodes:read_write'])],
  ])('when its token %s', async (_, error) => {
    const looks = linodeSaying([200, made]);
    const linode: LinodeClient = {
      ...looks,
      async call(call, schema) {
        if (call.method === 'POST') throw error;
        return await looks.call(call, schema);
      },
    };
    await expect(send(linode)).rejects.toBe(error);
    expect(outcomes()).toEqual(['sent']);
    await expectDraftAgain();
  });
});

describe('a create that is out', () => {
  test.each(['settle', 'noteProvenance'] as const)(
    'is looked for by its page when the store is away at %s',
    async (step) => {
      const away = { ...requests, [step]: failsWith(new Error('Connection is closed.')) };
      const sending = send(linodeSaying([200, made]), { deps: { requests: away } });
      expect(await sending).toEqual({ outcome: 'settled' });
      expect(outcomes()).toEqual(['sent']);
      expect(posted()).toHaveLength(1);
    },
  );

  test('is not called unknown for a mistake of ours, which is not hidden', async () => {
    const mistake = new TypeError('undefined is not a function');
    const mistaken = { ...requests, noteProvenance: failsWith(mistake) };
    const sending = send(linodeSaying([200, made]), { deps: { requests: mistaken } });
    await expect(sending).rejects.toBe(mistake);
    expect(await stored()).toMatchObject({ state: 'accepted', linodeId: 7 });
    expect(outcomes()).toEqual(['sent']);
  });
});

function failsWith(cause: Error) {
  return async () => await Promise.reject(cause);
}
