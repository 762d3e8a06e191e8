import { signInAsCreator } from '../support/creator.ts';
import type { TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const named = (username: string) => ({ username, password: 'harbour-demo-1' });

/** Each deed is somebody else's: what is counted for one person does not spill over into another's. */
export const people = {
  reader: named('ada-admin'),
  renewer: named('rita-restricted'),
  creator: named('max-member'),
  revoker: named('petra-platform'),
  comer: named('ivo-infra'),
  leaver: named('kim-kubernetes'),
} as const;

/** Where the people find the portal; a test may lead them to another replica. */
export interface Place {
  baseUrl: string;
  readonly origin: string;
}

/** Who is signed in, and where, before there is any trouble. */
export type Stage = Awaited<ReturnType<typeof setStage>>;

export async function setStage({ sandbox, redis }: TestPortal, place: Place) {
  const reader = new TestVisitor(place);
  await reader.signIn(people.reader);
  const renewer = new TestVisitor(place);
  await renewer.signIn(people.renewer);
  const creator = await signInAsCreator(place, people.creator);
  const revoker = new TestVisitor(place);
  await revoker.signIn(people.revoker, '/sign-in?for=manage-tokens&returnTo=%2Fme');
  // What a person's first page brings about in the background is over before there is trouble.
  for (const visitor of [reader, renewer, creator, revoker]) await visitor.get('/linodes');
  const linode = (await sandbox.linodes()).find(({ account }) => account === 'harbour');
  return { sandbox, redis, place, reader, renewer, creator, revoker, linodeId: linode?.id ?? 0 };
}
