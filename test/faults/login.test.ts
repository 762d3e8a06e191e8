import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import type { Fault, LogEntry } from '../support/sandbox-control.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal({ env: { SESSIONS_PER_USER: '100' } });
}, 60_000);
afterAll(async () => {
  await portal.stop();
});
afterEach(async () => {
  await portal.sandbox.clearFaults();
});

async function signedIn(): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(max);
  return visitor;
}

async function strike(path: string, fault: Omit<Fault, 'host' | 'path'>): Promise<void> {
  await portal.sandbox.fault({ host: 'login', path, ...fault });
}

async function revocations(): Promise<readonly LogEntry[]> {
  return (await portal.sandbox.log()).filter(({ path }) => path === '/oauth/revoke');
}

const silentOrBroken = [
  ['hangs up', { kind: 'reset' }],
  ['fails', { kind: '500' }],
  ['is in maintenance', { kind: 'html', status: 503 }],
  ['is overrun', { kind: '429' }],
] as const;

describe('signing in, when login.linode.com', () => {
  test.each([...silentOrBroken, ['never answers', { kind: 'hang' }]] as const)(
    '%s, ends in a page that says so, and in no session',
    async (_, fault) => {
      await strike('/oauth/token', fault);
      const visitor = new TestVisitor(portal);
      const answer = await visitor.signIn(max);
      expect(answer.status).toBe(502);
      expect(answer.headers.get('Retry-After')).toBe('10');
      expect(answer.text).toContain('Linode did not sign you in');
      expect(visitor.cookies.has('session')).toBe(false);
      await visitor.signIn(max);
      expect((await visitor.get('/linodes')).status).toBe(200);
    },
  );
});

describe('refreshing, when login.linode.com', () => {
  test.each([...silentOrBroken, ['never answers', { kind: 'hang' }]] as const)(
    '%s, costs the page and not the session',
    async (_, fault) => {
      const visitor = await signedIn();
      await portal.sandbox.expireTokens();
      await strike('/oauth/token', fault);
      const answer = await visitor.get('/linodes');
      expect(answer.status).toBe(502);
      expect(answer.text).toContain('did not renew your access in time');
      expect(answer.headers.getSetCookie()).toEqual([]);
      await portal.sandbox.clearFaults();
      expect((await visitor.get('/linodes')).status).toBe(200);
    },
  );
});

describe('signing out, when login.linode.com', () => {
  test.each(silentOrBroken)(
    '%s, is done at once here, and there as soon as it can be',
    async (_, fault) => {
      const { visitor, vault } = await signedInWithVault();
      await strike('/oauth/revoke', fault);
      const answer = await visitor.submit('/', '/sign-out');
      expect(answer.location).toBe('/');
      expect(await portal.redis.hget(vault, 'state')).toBe('ending');
      expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
      await untilRevoked(vault);
      expect((await revocations()).length).toBeGreaterThan(2);
    },
  );

  test('never answers, does not wait until that call is given up', async () => {
    const { visitor, vault } = await signedInWithVault();
    await strike('/oauth/revoke', { kind: 'hang' });
    const answer = await visitor.submit('/', '/sign-out');
    expect(answer.location).toBe('/');
    // Whoever gives the call up notes a try; nobody has so far.
    expect(await portal.redis.hget(vault, 'revokeTries')).toBeNull();
    expect((await revocations()).map(({ status }) => status)).toEqual([null]);
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    await untilRevoked(vault);
  });
});

/** Nobody else holds a token of Linode's then, and the log begins here. */
async function signedInWithVault(): Promise<{ visitor: TestVisitor; vault: string }> {
  await portal.sandbox.revokeTokens();
  const before = await portal.redis.keys('vault:*');
  const visitor = await signedIn();
  await portal.sandbox.clearLog();
  const after = await portal.redis.keys('vault:*');
  return { visitor, vault: after.find((key) => !before.includes(key)) ?? '' };
}

async function untilRevoked(vault: string): Promise<void> {
  await until('the record is gone', async () => (await portal.redis.exists(vault)) === 0);
  expect(await portal.sandbox.tokens()).toEqual([]);
}
