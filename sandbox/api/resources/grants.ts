import type { User } from '../../world/user.ts';
import type { World } from '../../world/world.ts';

const addable =
  'databases domains firewalls images linodes longview nodebalancers stackscripts volumes vpcs'.split(
    ' ',
  );

const grantedKinds =
  'database domain firewall image longview nodebalancer stackscript volume vpc'.split(' ');

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
    ...Object.fromEntries(grantedKinds.map((kind) => [kind, []])),
    linode: granted.flatMap(([id, permissions]) => {
      const linode = world.linodes.find((candidate) => candidate.id === id);
      return linode ? [{ id, label: linode.label, permissions }] : [];
    }),
  };
}
