import { expect } from '@jest/globals';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';
import { expectFarewell, type Deed, type Prepare } from './deed.ts';
import { comeBack, createLinode, revokeToken, signOut } from './deeds-at-linode.ts';
import type { DeedName } from './matrix.ts';
import { people, type Stage } from './stage.ts';

/** What people do, each prepared while all is well. */
export const deeds: Readonly<Record<DeedName, Prepare>> = {
  'opens a list': async ({ reader }) => await now(opening(reader, '/linodes')),
  'opens a Linode': async ({ reader, linodeId }) =>
    await now(opening(reader, `/linodes/${linodeId}`)),
  'is a program': async ({ reader }) => await now(opening(reader, '/linodes', 'application/json')),
  'comes back from Linode': comeBack,
  'needs a new access token': needToken,
  'creates a Linode': createLinode,
  'revokes a token': revokeToken,
  'signs out': signOut,
  'wants to sign in': wantToSignIn,
  'watches a request': watchRequest,
  'watches the portal': watchPortal,
};

const now = async (deed: Deed) => await Promise.resolve(deed);

function opening(visitor: TestVisitor, path: string, accept = 'text/html'): Deed {
  return {
    visitor,
    act: async () => await visitor.get(path, { Accept: accept }),
    async again({ endsSession }) {
      if (endsSession) return await expectFarewell(visitor);
      await until(`${path} comes`, async () => (await visitor.get(path)).status === 200);
    },
  };
}

async function needToken({ sandbox, renewer }: Stage): Promise<Deed> {
  await sandbox.expireTokens(people.renewer.username);
  const deed = opening(renewer, '/linodes');
  return {
    ...deed,
    async again(cell) {
      await deed.again(cell);
      if (cell.endsSession) await renewer.signIn(people.renewer);
    },
  };
}

async function wantToSignIn({ place }: Stage): Promise<Deed> {
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

async function watchRequest({ reader }: Stage): Promise<Deed> {
  const path = '/requests/aaaaaaaaaaaaaaaaaaaaaa/events';
  const deed = opening(reader, path, 'text/event-stream');
  return await now({
    ...deed,
    again: async () => expect((await deed.act()).status).toBe(204),
  });
}

async function watchPortal({ place }: Stage): Promise<Deed> {
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
