import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createOrganisations, type Organisation } from '../../server/audit/organisation.ts';
import { InvalidToken } from '../../server/linode/errors.ts';
import { keys } from '../../server/redis/keys.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { linodeWith, listOf, refusal, type Told } from '../support/told-linode.ts';

/* What an admin's own token tells of the account, and what is kept where it may not tell. */

const withheld: Told = [403, refusal('Unauthorized')];
const users = listOf({ username: 'ada', tfa_enabled: true, ssh_keys: ['desk'] });
const clients = listOf({ id: 'other' }, { id: 'ours', label: 'Quayside', public: false });
const whole = {
  '/account/users': [200, users],
  '/account/events': [200, listOf()],
  '/account/oauth-clients': [200, clients],
} as const;

let redisServer: RedisServer;

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
});

/** What is known of the account after an admin came whose Linode answers so. */
async function knownFrom(answers: Readonly<Record<string, Told>>): Promise<Organisation> {
  const organisations = createOrganisations(redisServer.client, 'ours');
  const admin = { account: 'harbour', username: 'ada', linode: linodeWith(answers) };
  return await organisations.current(admin);
}

/** As if the account had been looked at longer ago than a look is good for. */
async function forgetWhen(): Promise<void> {
  const { client } = redisServer;
  const name = keys.organisation('harbour');
  const kept = JSON.parse((await client.get(name)) ?? '{}') as Organisation;
  await client.set(name, JSON.stringify({ ...kept, takenAt: '2026-01-01T00:00:00.000Z' }));
}

test('is looked at once in a while, whoever asks', async () => {
  const first = await knownFrom(whole);
  expect(first.people).toEqual([
    {
      username: 'ada',
      restricted: false,
      hasTwoFactor: true,
      passwordCreatedAt: '',
      lastLoginAt: '',
      keyCount: 1,
    },
  ]);
  expect(first.clients?.map(({ id }) => id)).toEqual(['other', 'ours']);
  expect(first.ownApp).toBe('Quayside');
  const deserted = { ...whole, '/account/users': [200, listOf()] } as const;
  expect(await knownFrom(deserted)).toEqual(first);
  await forgetWhen();
  expect((await knownFrom(deserted)).people).toEqual([]);
});

test('what an admin saw of an account is not another one’s, where Linode names neither', async () => {
  const organisations = createOrganisations(redisServer.client, 'ours');
  const seenBy = async (username: string, account: string) => {
    const people = listOf({ username: `${username}-colleague` });
    const linode = linodeWith({ ...whole, '/account/users': [200, people] });
    const found = await organisations.current({ username, account, linode });
    return found.people?.map((person) => person.username);
  };
  expect(await seenBy('one', '')).toEqual(['one-colleague']);
  expect(await seenBy('two', '')).toEqual(['two-colleague']);
  expect(await seenBy('ONE', '')).toEqual(['one-colleague']);
  // Of one account it is everybody's who looks, for a while.
  expect(await seenBy('one', 'named')).toEqual(['one-colleague']);
  expect(await seenBy('two', 'named')).toEqual(['one-colleague']);
});

test('the portal’s own app is not known where it is not among the account’s', async () => {
  const known = await knownFrom({ ...whole, '/account/oauth-clients': [200, listOf({ id: 'x' })] });
  expect(known).toMatchObject({ ownApp: '', clients: [{ id: 'x' }], problems: [] });
});

test.each<[string, string, Partial<Organisation>]>([
  ['Users', '/account/users', { people: null }],
  ['Events', '/account/events', { tokenEvents: null, changed: null }],
  ['OAuth clients', '/account/oauth-clients', { clients: null, ownApp: '' }],
])('%s that are withheld are said to be, and the rest is told', async (what, path, missing) => {
  const known = await knownFrom({ ...whole, [path]: withheld });
  expect(known).toMatchObject({ ...missing, problems: [`${what}: Unauthorized`] });
  expect(Object.values(known).filter((value) => value === null)).toHaveLength(
    Object.values(missing).filter((value) => value === null).length,
  );
});

test('a look without people does not wipe out what an earlier one saw', async () => {
  await knownFrom(whole);
  await forgetWhen();
  const known = await knownFrom({ ...whole, '/account/users': withheld });
  expect(known.people).toHaveLength(1);
  expect(known.problems).toEqual([]);
});

test('a dead token tells nothing, and nothing is kept of it', async () => {
  const dead: Told = [401, refusal('Invalid Token')];
  await expect(knownFrom({ ...whole, '/account/events': dead })).rejects.toThrow(InvalidToken);
  expect(await redisServer.client.keys('*')).toEqual([]);
});

test('what is kept in another form counts for nothing', async () => {
  await redisServer.client.set(keys.organisation('harbour'), '{"people":7}');
  expect((await knownFrom(whole)).people).toHaveLength(1);
});

async function toldBy(...events: readonly object[]): Promise<Organisation> {
  const rows = events.map((event, id) => ({ id, username: 'Max', ...event }));
  return await knownFrom({ ...whole, '/account/events': [200, listOf(...rows)] });
}

function token(id: unknown, label: string): object {
  return { entity: { id, type: 'token', label } };
}

describe('of its events', () => {
  test.each([
    ['linode_boot', ['linodes']],
    ['placement_group_create', ['linodes']],
    ['dns_record_update', ['domains']],
    ['domain_create', ['domains']],
    ['ipv6pool_add', ['ips']],
    ['tfa_disabled', ['account']],
    ['managed_service_create', ['account']],
    ['host_reboot', undefined],
    ['community_like', undefined],
    ['', undefined],
  ])('“%s” counts as a change by its user of %p', async (action, products) => {
    const { changed } = await toldBy({ action });
    expect(changed?.['max']).toEqual(products);
  });

  test('one without a user counts for nobody', async () => {
    expect((await toldBy({ action: 'linode_boot', username: '' })).changed).toEqual({});
  });

  test('tokens are known by their newest label and their beginning, until they are deleted', async () => {
    const { tokenEvents } = await toldBy(
      { action: 'token_update', ...token(1, 'renamed'), created: '2026-03-01T00:00:00' },
      { action: 'token_update', ...token(1, 'renamed once'), created: '2026-02-01T00:00:00' },
      { action: 'token_create', ...token(1, 'first'), created: '2026-01-01T00:00:00' },
      { action: 'token_delete', ...token(2, 'gone'), created: '2026-01-02T00:00:00' },
      { action: 'token_create', ...token(2, 'gone'), created: '2026-01-01T00:00:00' },
      { action: 'token_update', ...token(3, 'old'), created: '2026-01-01T00:00:00' },
      { action: 'token_create', ...token('none', 'odd') },
      { action: 'token_create', entity: null },
      { action: 'linode_create', ...token(4, 'a Linode') },
    );
    expect(tokenEvents).toEqual([
      { tokenId: 1, label: 'renamed', username: 'Max', createdAt: '2026-01-01T00:00:00.000Z' },
      { tokenId: 3, label: 'old', username: 'Max', createdAt: '' },
    ]);
  });
});
