import { databases } from './database.ts';
import { firewalls } from './firewall.ts';
import type { GrantKind } from './grant.ts';
import { longviewClients } from './longview.ts';
import { nodeBalancers } from './nodebalancer.ts';
import type { Owned } from './owned.ts';
import { stackScripts } from './stackscript.ts';
import { vpcs } from './vpc.ts';
import type { World } from './world.ts';

/** Everything that restricted users can be granted; Linodes have their grants in the world. */
export function inventoryOf(world: World): Record<GrantKind, readonly Owned[]> {
  return {
    database: databases,
    domain: world.domains,
    firewall: firewalls,
    image: [],
    longview: longviewClients,
    nodebalancer: nodeBalancers,
    stackscript: stackScripts,
    volume: world.volumes,
    vpc: vpcs,
  };
}
