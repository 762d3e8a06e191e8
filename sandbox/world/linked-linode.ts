import type { Linode } from './linode.ts';
import { statusOf } from './linode.ts';
import type { World } from './world.ts';

/** A thing of an account that names Linodes by the labels they had at the seeding. */
export type Linked = { readonly account: string; readonly on: readonly string[] };

/** The Linodes that a thing is linked to and that are still there, whatever they are called by now. */
export function linkedLinodes(world: World, { account, on }: Linked, now: number) {
  return on.flatMap((label): readonly Linode[] => {
    const linode = world.seededLinodes.get(`${account} ${label}`);
    return linode && statusOf(linode, now) !== 'gone' ? [linode] : [];
  });
}

/** Whether a thing is linked to this Linode. */
export function isLinkedTo(world: World, { account, on }: Linked, { id }: Linode): boolean {
  return on.some((label) => world.seededLinodes.get(`${account} ${label}`)?.id === id);
}
