import { grantOn } from '../../world/grant.ts';
import type { GrantKind } from '../../world/grant.ts';
import { inventoryOf } from '../../world/inventory.ts';
import type { Owned } from '../../world/owned.ts';
import type { User } from '../../world/user.ts';
import type { World } from '../../world/world.ts';

const addable =
  'databases domains firewalls images linodes longview nodebalancers stackscripts volumes vpcs'.split(
    ' ',
  );

/** The grants of a restricted user; nothing (204) for an unrestricted one, who needs none. */
export function toGrantsAnswer(user: User, world: World) {
  if (!user.restricted) return undefined;
  const granted = [...(world.grants.get(user.username) ?? [])];
  return {
    global: {
      ...Object.fromEntries(addable.map((kind) => [`add_${kind}`, user.add.includes(kind)])),
      account_access: user.accountAccess,
      cancel_account: false,
      child_account_access: null,
      longview_subscription: false,
    },
    ...grantsOnThings(user, world),
    linode: granted.flatMap(([id, permissions]) => {
      const linode = world.linodes.find((candidate) => candidate.id === id);
      return linode ? [{ id, label: linode.label, permissions }] : [];
    }),
  };
}

function grantsOnThings({ username, account }: User, world: World) {
  const kinds = Object.entries(inventoryOf(world)) as [GrantKind, readonly Owned[]][]; // its keys
  return Object.fromEntries(
    kinds.map(([kind, things]) => [
      kind,
      things.flatMap(({ account: owner, id, label }) => {
        const permissions = grantOn(username, kind, label);
        return owner === account && permissions ? [{ id, label, permissions }] : [];
      }),
    ]),
  );
}
