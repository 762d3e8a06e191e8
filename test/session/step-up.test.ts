import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Person } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };
const stepUp = '/sign-in?for=create-linodes&returnTo=%2Flinodes%2Fcreate';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal({ env: { SESSIONS_PER_USER: '3' } });
});
afterAll(async () => {
  await portal.stop();
});
afterEach(async () => {
  await portal.sandbox.switches({ revokeEndsAll: false });
  await portal.sandbox.revokeTokens();
});

async function signedIn(person: Person = max): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  return visitor;
}

async function mayCreate(visitor: TestVisitor): Promise<boolean> {
  return (await visitor.get('/linodes/create')).text.includes('Continue');
}

async function tokensOf({ username }: Person): Promise<number> {
  return (await portal.sandbox.tokens()).filter((token) => token.username === username).length;
}

async function askedScopes(visitor: TestVisitor, start: string): Promise<readonly string[]> {
  const { location } = await visitor.get(start);
  return (new URL(location ?? '').searchParams.get('scope') ?? '').split(' ');
}

describe('a step-up', () => {
  test('asks for what there is and what is needed, and for nothing of the URL’s choosing', async () => {
    const visitor = await signedIn();
    expect(await askedScopes(visitor, stepUp)).toEqual([
      'account:read_only',
      'images:read_only',
      'events:read_only',
      'linodes:read_write',
    ]);
    for (const name of ['everything', '*', 'linodes:read_write', '__proto__', 'constructor'])
      expect((await visitor.get(`/sign-in?for=${name}`)).status).toBe(400);
    const wished = await askedScopes(visitor, '/sign-in?scope=*&scopes=*');
    expect(wished).not.toContain('*');
  });

  test('gives the replaced tokens back', async () => {
    const visitor = await signedIn();
    await visitor.signIn(max, stepUp);
    expect(await mayCreate(visitor)).toBe(true);
    expect(await tokensOf(max)).toBe(2);
  });

  test('that somebody else comes back from changes nothing, and their tokens are ended', async () => {
    const visitor = await signedIn();
    const answer = await visitor.signIn(ada, stepUp);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('You were signed in here as somebody else');
    expect(await tokensOf(ada)).toBe(0);
    const list = await visitor.get('/linodes');
    expect(list.text).toContain('max-member');
    expect(await mayCreate(visitor)).toBe(false);
  });

  test('that is refused at Linode leaves the session as it was', async () => {
    const visitor = await signedIn();
    const { location } = await visitor.get(stepUp);
    const state = new URL(location ?? '').searchParams.get('state');
    const answer = await visitor.get(`/oauth/callback?error=access_denied&state=${state}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Access was refused at Linode');
    expect((await visitor.get('/linodes')).status).toBe(200);
    expect(await mayCreate(visitor)).toBe(false);
  });
});

describe('where Linode ends all of a person’s tokens with one of them', () => {
  test('a step-up says so, and signing in once more is the end of it', async () => {
    const visitor = await signedIn();
    await portal.sandbox.switches({ revokeEndsAll: true });
    const answer = await visitor.signIn(max, stepUp);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Linode ended your new access too');
    const again = /href="(\/sign-in[^"]*)"[^>]*>Sign in with Linode/.exec(answer.text)?.[1];
    const done = await visitor.signIn(max, again?.replaceAll('&amp;', '&'));
    expect(done.status).toBe(200);
    expect(done.text).toContain('url=/linodes/create');
    expect(await mayCreate(visitor)).toBe(true);
  });

  test('signing in again and again stays possible', async () => {
    await portal.sandbox.switches({ revokeEndsAll: true });
    const visitor = await signedIn();
    await visitor.signIn(max);
    const next = await visitor.get('/linodes');
    if (next.status !== 200) await visitor.signIn(max);
    expect((await visitor.get('/linodes')).status).toBe(200);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('the person’s other browser is asked to sign in, once', async () => {
    await portal.sandbox.switches({ revokeEndsAll: true });
    const [leaving, staying] = [await signedIn(), await signedIn()];
    await leaving.submit('/', '/sign-out');
    await until('Linode has ended them all', async () => (await tokensOf(max)) === 0);
    expect((await staying.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    await staying.signIn(max);
    expect((await staying.get('/linodes')).status).toBe(200);
  });
});

describe('more sessions than a person may have', () => {
  test('end the one that was used longest ago', async () => {
    const [first, second, third] = [await signedIn(ada), await signedIn(ada), await signedIn(ada)];
    const fourth = await signedIn(ada);
    expect((await first.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    for (const visitor of [second, third, fourth])
      expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('leave other people’s sessions alone', async () => {
    const other = await signedIn(max);
    for (let count = 0; count < 4; count += 1) await signedIn(ada);
    expect((await other.get('/linodes')).status).toBe(200);
  });
});
