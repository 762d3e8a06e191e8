import { readData } from '../data/read-data.ts';
import type { Permission } from './user.ts';

/** What restricted users can be granted, beside Linodes. */
export type GrantKind =
  | 'database'
  | 'domain'
  | 'firewall'
  | 'image'
  | 'longview'
  | 'nodebalancer'
  | 'stackscript'
  | 'volume'
  | 'vpc';

type Grant = {
  readonly username: string;
  readonly kind: GrantKind;
  readonly label: string;
  readonly permissions: Permission;
};

const grants = readData<readonly Grant[]>('grants.json');

/** What a restricted user may do with a thing of a kind; undefined means: it is not there for them. */
export function grantOn(username: string, kind: GrantKind, label: string): Permission | undefined {
  return grants.find(
    (grant) => grant.username === username && grant.kind === kind && grant.label === label,
  )?.permissions;
}
