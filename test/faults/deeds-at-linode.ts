import { expect } from '@jest/globals';
import { keys } from '../../server/redis/keys.ts';
import { confirmCreate, createCalls, openCheckPage } from '../support/creator.ts';
import { approve, type LogEntry } from '../support/sandbox.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';
import { expectFarewell, type Deed } from './deed.ts';
import type { Host } from './matrix.ts';
import { people, type Stage } from './stage.ts';

/** Has allowed everything at Linode, and is at the portal's door again. */
export async function comeBack(stage: Stage, host: Host): Promise<Deed> {
  const { sandbox, place } = stage;
  const person = people.comer;
  await sandbox.revokeTokens(person.username);
  const visitor = new TestVisitor(place);
  const { location } = await visitor.get('/sign-in');
  const { pathname, search, searchParams } = new URL(await approve(location ?? '', person));
  const code = searchParams.get('code') ?? '';
  const act = async () => await visitor.get(pathname + search);
  return {
    visitor,
    act,
    async again({ status }) {
      if (status === 200) return;
      expect(visitor.cookies.has('session')).toBe(false);
      // Nothing was lost while Redis was away; a code that Linode has seen is used up.
      const isKept = host === 'Redis' && status === 503;
      const retry = async () => (isKept ? await act() : await visitor.signIn(person));
      await until('sign-in works', async () => (await retry()).status === 200);
      expect((await visitor.get('/linodes')).status).toBe(200);
      if (host === 'login.linode.com') return;
      // What the sign-in that failed had got out of Linode is given back.
      await until('only the new tokens live', async () => {
        return (await tokensOf(stage, person.username)).length === 2;
      });
    },
    calls: async () =>
      await countCalls(stage, ({ path, body }) => {
        return path === '/oauth/token' && JSON.stringify(body).includes(code);
      }),
  };
}

let count = 0;

/** Is at the last page, before the button that buys. */
export async function createLinode({ sandbox, creator }: Stage, host: Host): Promise<Deed> {
  count += 1;
  const label = `in-trouble-${count}`;
  const page = await openCheckPage(creator, label);
  if (host === 'login.linode.com') await sandbox.expireTokens(people.creator.username);
  return {
    visitor: creator,
    act: async () => await confirmCreate(creator, page),
    async again({ endsSession }) {
      const { location } = await confirmCreate(creator, page);
      if (!endsSession) return expect(location).toMatch(/^\/requests\//);
      await expectFarewell(creator);
      await creator.signIn(people.creator, '/sign-in?for=create-linodes');
    },
    calls: async () => await createCalls({ sandbox }, label),
    made: async () => (await sandbox.linodes()).filter((made) => made.label === label).length,
  };
}

/** Is asked whether the token shall be revoked. */
export async function revokeToken(stage: Stage): Promise<Deed> {
  const { sandbox, revoker } = stage;
  const id = await newToken(stage);
  const path = `/me/tokens/${id}/revoke`;
  const page = await revoker.get(path);
  const act = async () => await revoker.submit(page, path, { answer: 'yes' });
  const isLive = async () =>
    (await sandbox.credentials()).tokens.some((token) => token.id === id && token.active);
  return {
    visitor: revoker,
    act,
    async again() {
      if (await isLive()) expect((await act()).status).toBe(303);
      expect(await isLive()).toBe(false);
    },
    calls: async () =>
      await countCalls(stage, ({ method, path: asked }) => {
        return method === 'DELETE' && asked.endsWith(`/profile/tokens/${id}`);
      }),
  };
}

/** Made at Linode itself, with what the revoker's session may do there. */
async function newToken(stage: Stage): Promise<number> {
  const own = (await tokensOf(stage, people.revoker.username)).find(
    ({ kind, scopes }) => kind === 'AccessToken' && /account:read_w/.test(scopes),
  );
  const made = await fetch(`${stage.sandbox.apiUrl}/profile/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ label: 'to be revoked', scopes: 'linodes:read_only' }),
  });
  return ((await made.json()) as { id: number }).id; // the sandbox is ours
}

/** Has a page open with the button that signs out. */
export async function signOut(stage: Stage): Promise<Deed> {
  const person = people.leaver;
  await stage.sandbox.revokeTokens(person.username);
  const visitor = new TestVisitor(stage.place);
  await visitor.signIn(person);
  const page = await visitor.get('/');
  const act = async () => await visitor.submit(page, '/sign-out');
  return {
    visitor,
    act,
    async again({ status }) {
      if (status !== 303) expect((await act()).status).toBe(303);
      expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
      await until('Linode has ended it', async () => {
        await hastenRevocations(stage);
        return (await tokensOf(stage, person.username)).length === 0;
      });
    },
  };
}

/** Those that pause before their next try are due at once. */
async function hastenRevocations({ redis }: Stage): Promise<void> {
  for (const id of await redis.zrange(keys.sessions, 0, -1)) {
    const isPausing = (await redis.hget(keys.vault(id), 'revokeTries')) !== null;
    if (isPausing) await redis.zadd(keys.sessions, 'XX', 'LT', Date.now(), id);
  }
}

async function tokensOf({ sandbox }: Stage, person: string) {
  return (await sandbox.tokens()).filter(({ username }) => username === person);
}

async function countCalls(
  { sandbox }: Stage,
  isMeant: (entry: LogEntry) => boolean,
): Promise<number> {
  return (await sandbox.log()).filter(isMeant).length;
}
