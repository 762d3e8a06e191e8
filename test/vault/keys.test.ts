import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const key = (kid: string, byte: number) => `${kid}:${Buffer.alloc(32, byte).toString('base64url')}`;

/** Three replicas in the middle of a change of keys, the new one's first. */
let before: TestPortal;
let during: TestPortal;
let after: TestPortal;

beforeAll(async () => {
  before = await startPortal({ env: { TOKEN_KEYS: key('old', 1) } });
  const shared = { sandbox: before.sandbox, redisServer: before.redisServer };
  const both = `${key('new', 2)},${key('old', 1)}`;
  during = await startPortal({ ...shared, env: { TOKEN_KEYS: both } });
  after = await startPortal({ ...shared, env: { TOKEN_KEYS: key('new', 2) } });
});
afterAll(async () => {
  await after.stop();
  await during.stop();
  await before.stop();
});

async function signedInAt(portal: TestPortal): Promise<{ visitor: TestVisitor; vault: string }> {
  const known = await before.redis.keys('vault:*');
  const visitor = new TestVisitor(portal);
  await visitor.signIn(max);
  const vault = (await before.redis.keys('vault:*')).find((name) => !known.includes(name));
  return { visitor, vault: vault ?? '' };
}

async function sealedWith(vault: string, field: string): Promise<string> {
  const sealed = (await before.redis.hget(vault, field)) ?? '';
  const header = Buffer.from(sealed.split('.')[0] ?? '', 'base64url').toString();
  return (JSON.parse(header) as { kid: string }).kid; // sealed by the portal itself
}

describe('while keys are changed', () => {
  test('a session sealed under the old key goes on where both are known', async () => {
    const { visitor } = await signedInAt(before);
    expect((await visitor.at(during).get('/linodes')).status).toBe(200);
  });

  test('the first key seals: at sign-in, and again at a refresh', async () => {
    const { vault } = await signedInAt(during);
    expect(await sealedWith(vault, 'access')).toBe('new');
    const older = await signedInAt(before);
    expect(await sealedWith(older.vault, 'access')).toBe('old');
    await before.sandbox.expireTokens();
    expect((await older.visitor.at(during).get('/linodes')).status).toBe(200);
    expect(await sealedWith(older.vault, 'access')).toBe('new');
    expect(await sealedWith(older.vault, 'refresh')).toBe('new');
  });

  test('where the old key is gone, its sessions ask to sign in again, and nothing breaks', async () => {
    const { visitor } = await signedInAt(before);
    const moved = visitor.at(after);
    expect((await moved.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    await moved.signIn(max);
    expect((await moved.get('/linodes')).status).toBe(200);
  });

  test('a sign-in that began under a key that is gone starts over', async () => {
    const visitor = new TestVisitor(before);
    const begun = await visitor.get('/sign-in');
    const state = new URL(begun.location ?? '').searchParams.get('state');
    const answer = await visitor.at(after).get(`/oauth/callback?code=any&state=${state}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Try again');
  });
});

describe('a record that somebody has tampered with', () => {
  test('another session’s token does not open in it', async () => {
    const [own, other] = [await signedInAt(before), await signedInAt(before)];
    const foreign = (await before.redis.hget(other.vault, 'access')) ?? '';
    await before.redis.hset(own.vault, 'access', foreign);
    expect((await own.visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    expect((await other.visitor.get('/linodes')).status).toBe(200);
  });

  test('a refresh token in the place of the access token does not open either', async () => {
    const { visitor, vault } = await signedInAt(before);
    await before.redis.hset(vault, 'access', (await before.redis.hget(vault, 'refresh')) ?? '');
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  });

  test('a refresh token that was altered ends the session when it is wanted, without an error', async () => {
    const { visitor, vault } = await signedInAt(before);
    await before.redis.hset(vault, 'refresh', 'altered');
    await before.sandbox.expireTokens();
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  });

  test('a record that cannot be read at all is no session', async () => {
    const { visitor, vault } = await signedInAt(before);
    await before.redis.hset(vault, 'state', 'resurrected');
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  });
});
