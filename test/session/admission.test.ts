import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createBlocking } from '../../server/audit/blocking.ts';
import { createPolicy } from '../../server/audit/policy.ts';
import { refusalOf } from '../../server/session/admission.ts';
import { createPeople } from '../../server/session/people.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { approve } from '../support/sandbox.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Person } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };
const olga = { username: 'olga-outsider', password: 'elsewhere-demo-1' };
const harbour = '4c1d3a52-7e0b-4f6a-9b2c-5d8e71a0f324';

/** One lets in by the domain of the email, the other by account and name. */
let byDomain: TestPortal;
let byAccount: TestPortal;

beforeAll(async () => {
  byDomain = await startPortal();
  const { sandbox, redisServer } = byDomain;
  const env = {
    ALLOWED_EMAIL_DOMAINS: '',
    ALLOWED_ACCOUNTS: harbour,
    ALLOWED_USERS: 'MAX-member,olga-outsider',
  };
  byAccount = await startPortal({ sandbox, redisServer, env });
});
afterAll(async () => {
  await byAccount.stop();
  await byDomain.stop();
});
afterEach(async () => {
  await byDomain.redis.del('uid:max-member', 'blocked:max-member');
});

async function tokensOf({ username }: Person): Promise<number> {
  return (await byDomain.sandbox.tokens()).filter((token) => token.username === username).length;
}

const nowhere = { requestId: '', address: '' };

/** Blocks as an admin's page does; ends no session by itself: that is left to the sign-in. */
async function blockingOf({ redis }: TestPortal) {
  const limits = { idleMs: 60_000, maxMs: 60_000, perUser: 10 };
  return createBlocking({
    audit: { record: async () => await Promise.resolve() },
    people: createPeople(redis),
    registry: createSessionRegistry(redis, limits),
    endSession: async () => await Promise.resolve(),
    policy: await createPolicy(undefined, ['ada-admin']),
  });
}

/** Refused, told so by name, given nothing, and their tokens ended at Linode. */
async function expectRefused(portal: TestPortal, person: Person, reason: RegExp): Promise<void> {
  const before = await tokensOf(person);
  const visitor = new TestVisitor(portal);
  const answer = await visitor.signIn(person);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain(person.username);
  expect(answer.text).toMatch(reason);
  expect(answer.text).toContain('Sign in as someone else');
  expect(answer.text).toContain(`${portal.sandbox.loginUrl}/logout`);
  expect(visitor.cookies.has('session')).toBe(false);
  expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  expect(await tokensOf(person)).toBe(before);
}

async function expectAdmitted(portal: TestPortal, person: Person): Promise<void> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  expect((await visitor.get('/linodes')).status).toBe(200);
}

describe('who is let in', () => {
  test('somebody with an email of the organisation; nobody else', async () => {
    await expectAdmitted(byDomain, max);
    await expectRefused(byDomain, olga, /not among them/);
  });

  test('somebody who is on both lists, the account’s and the names’; nobody on one alone', async () => {
    await expectAdmitted(byAccount, max);
    await expectRefused(byAccount, ada, /not among them/);
    await expectRefused(byAccount, olga, /not among them/);
  });

  test('nobody who was taken off a list since: their session ends, and their tokens', async () => {
    const [stays, leaves] = [new TestVisitor(byDomain), new TestVisitor(byDomain)];
    await stays.signIn(max);
    const before = await tokensOf(ada);
    await leaves.signIn(ada);
    // The same portal, started anew with lists that lack one of them.
    expect((await stays.at(byAccount).get('/linodes')).status).toBe(200);
    expect((await leaves.at(byAccount).get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    expect((await leaves.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    await until('they end', async () => (await tokensOf(ada)) === before);
    expect(byAccount.logLines.join('\n')).toContain('"reason":"not-allowed"');
  });

  test('whose tokens Linode does not end at once has them ended later', async () => {
    const before = await tokensOf(olga);
    await byDomain.sandbox.fault({ host: 'login', path: '/oauth/revoke', kind: '500' });
    expect((await new TestVisitor(byDomain).signIn(olga)).status).toBe(403);
    await until('they end', async () => (await tokensOf(olga)) === before);
  });

  test('the account is asked for where no header names it', async () => {
    const unnamed = { host: 'api', path: '/v4/profile$', kind: 'status', status: 200 } as const;
    const profile = { uid: 1400102, username: max.username, email: 'max-member@harbour.example' };
    const headers = { 'Content-Type': 'application/json' };
    await byAccount.sandbox.fault({ ...unnamed, headers, body: profile });
    await byAccount.sandbox.clearLog();
    await expectAdmitted(byAccount, max);
    const asked = (await byAccount.sandbox.log()).map(({ path }) => path);
    expect(asked).toContain('/v4/account');
  });

  test('nobody whom an admin has blocked', async () => {
    await byDomain.redis.set('blocked:max-member', 'left the company');
    await expectRefused(byDomain, max, /blocked/);
  });

  test('nobody whom an admin blocks while they sign in', async () => {
    const blocking = await blockingOf(byDomain);
    const before = await tokensOf(max);
    const order = { by: 'ada-admin', person: max.username, reason: 'left', context: nowhere };
    // At another moment of the way back each time; none of them may leave a session.
    for (let round = 0; round < 25; round += 1) {
      const visitor = new TestVisitor(byDomain);
      const { location } = await visitor.get('/sign-in');
      const { pathname, search } = new URL(await approve(location ?? '', max));
      const back = visitor.get(pathname + search);
      await sleep(round);
      await blocking.block(order);
      await back;
      expect((await visitor.get('/linodes')).location).toContain('/?returnTo=');
      await blocking.unblock(order);
    }
    await until('their tokens end', async () => (await tokensOf(max)) === before);
  });

  test('nobody whose sign-in cannot be recorded', async () => {
    const { client } = byDomain.redisServer;
    const before = await tokensOf(max);
    const visitor = new TestVisitor(byDomain);
    const { location } = await visitor.get('/sign-in');
    const { pathname, search } = new URL(await approve(location ?? '', max));
    await client.rename('audit', 'audit:aside');
    await client.set('audit', 'not a stream');
    const answer = await visitor.get(pathname + search);
    await client.rename('audit:aside', 'audit');
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(visitor.cookies.has('session')).toBe(false);
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    await until('their tokens end', async () => (await tokensOf(max)) === before);
  });

  test('nobody who took over the name of another Linode user', async () => {
    await byDomain.redis.set('uid:max-member', '1');
    await expectRefused(byDomain, max, /belonged to another Linode user/);
    expect(byDomain.logLines.join('\n')).toContain('"reason":"uid-changed"');
  });

  test('nobody on the strength of a token that Linode does not know', async () => {
    await byDomain.sandbox.fault({ host: 'api', path: '/v4/profile$', kind: '401' });
    const visitor = new TestVisitor(byDomain);
    const before = await tokensOf(max);
    expect((await visitor.signIn(max)).status).toBe(502);
    expect(visitor.cookies.has('session')).toBe(false);
    expect(await tokensOf(max)).toBe(before);
  });

  test('nobody while Linode does not say who they are', async () => {
    await byDomain.sandbox.fault({ host: 'api', path: '/v4/profile$', kind: '500' });
    const visitor = new TestVisitor(byDomain);
    const before = await tokensOf(max);
    expect((await visitor.signIn(max)).status).toBe(502);
    expect(await tokensOf(max)).toBe(before);
  });
});

describe('every list that is set must have the person', () => {
  const lists = { users: ['max'], emailDomains: ['harbour.example'], accounts: ['a1'] };
  const none = { users: [], emailDomains: [], accounts: [] };
  const right = { username: 'Max', email: 'max@Harbour.Example', account: 'A1' };

  test.each([
    ['all three', lists, right, null],
    ['the names alone', { ...none, users: ['max'] }, right, null],
    ['the domains alone', { ...none, emailDomains: ['harbour.example'] }, right, null],
    ['the accounts alone', { ...none, accounts: ['a1'] }, right, null],
    ['not the name', lists, { ...right, username: 'moritz' }, 'user-not-allowed'],
    ['not the domain', lists, { ...right, email: 'max@x.example' }, 'email-domain-not-allowed'],
    ['not the account', lists, { ...right, account: 'b2' }, 'account-not-allowed'],
    ['an account nobody could tell', lists, { ...right, account: null }, 'account-not-allowed'],
    ['no email at all', lists, { ...right, email: '' }, 'email-domain-not-allowed'],
    [
      'a domain that only ends like ours',
      lists,
      { ...right, email: 'max@evil-harbour.example' },
      'email-domain-not-allowed',
    ],
    [
      'a subdomain of ours',
      lists,
      { ...right, email: 'max@mail.harbour.example' },
      'email-domain-not-allowed',
    ],
    [
      'an address with our domain in the wrong place',
      lists,
      { ...right, email: 'max@harbour.example@evil.example' },
      'email-domain-not-allowed',
    ],
  ])('%s', (...[, allowed, applicant, expected]) => {
    expect(refusalOf(allowed, applicant)).toBe(expected);
  });
});
