import type { Linode } from '../../world/linode.ts';
import { statusOf } from '../../world/linode.ts';
import { notFound } from '../api-error.ts';
import { permissionFor } from '../caller.ts';
import type { SignedCall } from '../endpoint.ts';

/** The Linodes that are there for a caller. */
export function linodesFor({ world, caller: { user }, now }: SignedCall): readonly Linode[] {
  return world.linodes.filter(
    (linode) =>
      linode.account === user.account &&
      statusOf(linode, now) !== 'gone' &&
      permissionFor(world, user, linode.id) !== undefined,
  );
}

/** The Linode of the path; 404 when there is none, or none for this caller. */
export function linodeOf(call: SignedCall): Linode {
  const linode = linodesFor(call).find(({ id }) => String(id) === call.params['id']);
  if (!linode) throw notFound();
  return linode;
}
