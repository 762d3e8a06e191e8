import { expect } from '@jest/globals';
import { keys } from '../../server/redis/keys.ts';
import { confirmCreate, createCalls, openCheckPage, signInAsCreator } from '../support/creator.ts';
import type { TestPortal } from '../support/portal.ts';
import { approve } from '../support/sandbox.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import type { Cell, DeedName, Host } from './matrix.ts';

/** Something that a person is about to do. */
export interface Deed {
  readonly visitor: TestVisitor;
  act(): Promise<Answer>;
  /** Does it once more, when all is well: it works, or its person is told what to do. */
  again(cell: Cell): Promise<void>;
  /** How often the host has been asked for the very thing. */
  calls?(): Promise<number>;
  /** How many Linodes came of it. */
  made?(): Promise<number>;
}

export type Prepare = (host: Host) => Promise<Deed>;

/** Where the people find the portal; a test may lead them to another replica. */
export interface Place {
  baseUrl: string;
  readonly origin: string;
}

const named = (username: string) => ({ username, password: 'harbour-demo-1' });
const [ada, rita, max] = [named('ada-admin'), named('rita-restricted'), named('max-member')];
const [petra, ivo, kim] = [named('petra-platform'), named('ivo-infra'), named('kim-kubernetes')];

/**
 * What people do, each deed somebody else's: what is counted for one person does not spill over into
 * another cell of the matrix.
 */
export async function createDeeds(
  { sandbox, redis }: TestPortal,
  place: Place,
): Promise<Readonly<Record<DeedName, Prepare>>> {
  const reader = new TestVisitor(place);
  await reader.signIn(ada);
  const renewer = new TestVisitor(place);
  await renewer.signIn(rita);
  const creator = await signInAsCreator(place, max);
  const revoker = new TestVisitor(place);
  await revoker.signIn(petra, '/sign-in?for=manage-tokens&returnTo=%2Fme');
  // What a person's first page brings about in the background is over before there is trouble.
  for (const visitor of [reader, renewer, creator, revoker]) await visitor.get('/linodes');
  const linode = (await sandbox.linodes()).find(({ account }) => account === 'harbour');
  let count = 0;

  async function comesBack(host: Host): Promise<Deed> {
    await sandbox.revokeTokens(ivo.username);
    const visitor = new TestVisitor(place);
    const { location } = await visitor.get('/sign-in');
    const { pathname, search, searchParams } = new URL(await approve(location ?? '', ivo));
    const act = async () => await visitor.get(pathname + search);
    return {
      visitor,
      act,
      async again({ status }) {
        if (status === 200) return;
        expect(visitor.cookies.has('session')).toBe(false);
        // Nothing was lost while Redis was away; a code that Linode has seen is used up.
        const isKept = host === 'Redis' && status === 503;
        const retry = async () => (isKept ? await act() : await visitor.signIn(ivo));
        await until('sign-in works', async () => (await retry()).status === 200);
        expect((await visitor.get('/linodes')).status).toBe(200);
        if (host !== 'login.linode.com') await until('only these live', hasOneGrant);
      },
      async calls() {
        const log = await sandbox.log();
        const sent = log.filter(({ path }) => path === '/oauth/token').map(({ body }) => body);
        return sent.filter((body) => JSON.stringify(body).includes(searchParams.get('code') ?? ''))
          .length;
      },
    };
  }

  /** What a sign-in that failed had got out of Linode is given back. */
  async function hasOneGrant(): Promise<boolean> {
    const live = await sandbox.tokens();
    return live.filter(({ username }) => username === ivo.username).length === 2;
  }

  async function needsToken(): Promise<Deed> {
    await sandbox.expireTokens(rita.username);
    const opening = opens(renewer, '/linodes');
    return {
      ...opening,
      async again(cell) {
        await opening.again(cell);
        if (cell.endsSession) await renewer.signIn(rita);
      },
    };
  }

  async function creates(host: Host): Promise<Deed> {
    count += 1;
    const label = `in-trouble-${count}`;
    const page = await openCheckPage(creator, label);
    if (host === 'login.linode.com') await sandbox.expireTokens(max.username);
    return {
      visitor: creator,
      act: async () => await confirmCreate(creator, page),
      async again({ endsSession }) {
        const { location } = await confirmCreate(creator, page);
        if (!endsSession) return expect(location).toMatch(/^\/requests\//);
        await expectFarewell(creator);
        await creator.signIn(max, '/sign-in?for=create-linodes');
      },
      calls: async () => await createCalls({ sandbox }, label),
      made: async () => (await sandbox.linodes()).filter((made) => made.label === label).length,
    };
  }

  async function revokes(): Promise<Deed> {
    const id = await newToken();
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
      async calls() {
        const log = await sandbox.log();
        return log.filter(({ method, path: asked }) => {
          return method === 'DELETE' && asked.endsWith(`/profile/tokens/${id}`);
        }).length;
      },
    };
  }

  /** Made at Linode itself, with what the revoker's session may do there. */
  async function newToken(): Promise<number> {
    const live = (await sandbox.tokens()).filter(({ username }) => username === petra.username);
    const own = live.find(
      ({ kind, scopes }) => kind === 'AccessToken' && /account:read_w/.test(scopes),
    );
    const made = await fetch(`${sandbox.apiUrl}/profile/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${own?.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ label: 'to be revoked', scopes: 'linodes:read_only' }),
    });
    return ((await made.json()) as { id: number }).id; // the sandbox is ours
  }

  async function signsOut(): Promise<Deed> {
    await sandbox.revokeTokens(kim.username);
    const visitor = new TestVisitor(place);
    await visitor.signIn(kim);
    const page = await visitor.get('/');
    const act = async () => await visitor.submit(page, '/sign-out');
    return {
      visitor,
      act,
      async again({ status }) {
        if (status !== 303) expect((await act()).status).toBe(303);
        expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
        await until('Linode has ended it', async () => {
          await hastenRevocations();
          const live = await sandbox.tokens();
          return live.every(({ username }) => username !== kim.username);
        });
      },
    };
  }

  /** Those that pause before their next try are due at once. */
  async function hastenRevocations(): Promise<void> {
    for (const id of await redis.zrange(keys.sessions, 0, -1)) {
      const isPausing = (await redis.hget(keys.vault(id), 'revokeTries')) !== null;
      if (isPausing) await redis.zadd(keys.sessions, 'XX', 'LT', Date.now(), id);
    }
  }

  async function wantsToSignIn(): Promise<Deed> {
    const visitor = new TestVisitor(place);
    return await now({
      visitor,
      async act() {
        expect((await visitor.get('/')).status).toBe(200);
        return await visitor.get('/sign-in');
      },
      async again() {
        expect(visitor.cookies.size).toBe(0);
        expect((await visitor.get('/sign-in')).status).toBe(303);
      },
    });
  }

  async function watchesRequest(): Promise<Deed> {
    const path = '/requests/aaaaaaaaaaaaaaaaaaaaaa/events';
    const stream = opens(reader, path, 'text/event-stream');
    const again = async () => expect((await stream.act()).status).toBe(204);
    return await now({ ...stream, again });
  }

  async function watchesPortal(): Promise<Deed> {
    const visitor = new TestVisitor(place);
    const readiness = async (wanted: number) => {
      const isSo = async () => (await visitor.get('/readyz')).status === wanted;
      await until(`/readyz says ${wanted}`, isSo);
    };
    return await now({
      visitor,
      async act() {
        await readiness(503);
        expect((await visitor.get('/healthz')).status).toBe(200);
        return await visitor.get('/readyz');
      },
      again: async () => await readiness(200),
    });
  }

  return {
    'opens a list': async () => await now(opens(reader, '/linodes')),
    'opens a Linode': async () => await now(opens(reader, `/linodes/${linode?.id}`)),
    'comes back from Linode': comesBack,
    'is a program': async () => await now(opens(reader, '/linodes', 'application/json')),
    'watches a request': watchesRequest,
    'watches the portal': watchesPortal,
    'wants to sign in': wantsToSignIn,
    'needs a new access token': needsToken,
    'creates a Linode': creates,
    'revokes a token': revokes,
    'signs out': signsOut,
  };
}

const now = async (deed: Deed) => await Promise.resolve(deed);

function opens(visitor: TestVisitor, path: string, accept = 'text/html'): Deed {
  return {
    visitor,
    act: async () => await visitor.get(path, { Accept: accept }),
    async again({ endsSession }) {
      if (endsSession) return await expectFarewell(visitor);
      await until(`${path} comes`, async () => (await visitor.get(path)).status === 200);
    },
  };
}

/** The session could not be kept: one page says so, and has the way in. */
async function expectFarewell(visitor: TestVisitor): Promise<void> {
  const { location } = await visitor.get('/linodes');
  expect(location).toBe('/?returnTo=%2Flinodes');
  expect((await visitor.get(location ?? '')).text).toContain('Sign in with Linode');
}
