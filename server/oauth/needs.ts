/**
 * What a page may need beyond reading, by name. `/sign-in?for=` takes a name from this table and
 * nothing else, so that no URL can make a person grant free-hand scopes.
 */
export const needs = {
  // Those that read stand first: for a missing read scope nothing wider is offered.
  'read-linodes': { scopes: ['linodes:read_only'], link: 'Allow reading Linodes' },
  'read-volumes': { scopes: ['volumes:read_only'], link: 'Allow reading volumes' },
  'read-domains': { scopes: ['domains:read_only'], link: 'Allow reading domains' },
  'read-nodebalancers': {
    scopes: ['nodebalancers:read_only'],
    link: 'Allow reading NodeBalancers',
  },
  'read-firewalls': { scopes: ['firewall:read_only'], link: 'Allow reading firewalls' },
  'read-vpcs': { scopes: ['vpc:read_only'], link: 'Allow reading VPCs' },
  'read-ips': { scopes: ['ips:read_only'], link: 'Allow reading IP addresses' },
  'read-images': { scopes: ['images:read_only'], link: 'Allow reading images' },
  'read-stackscripts': { scopes: ['stackscripts:read_only'], link: 'Allow reading StackScripts' },
  'read-object-storage': {
    scopes: ['object_storage:read_only'],
    link: 'Allow reading Object Storage',
  },
  'read-databases': { scopes: ['databases:read_only'], link: 'Allow reading databases' },
  'read-clusters': { scopes: ['lke:read_only'], link: 'Allow reading Kubernetes clusters' },
  'read-longview': { scopes: ['longview:read_only'], link: 'Allow reading Longview clients' },
  'read-monitoring': { scopes: ['monitor:read_only'], link: 'Allow reading monitoring' },
  'read-events': { scopes: ['events:read_only'], link: 'Allow reading events' },
  'read-account': { scopes: ['account:read_only'], link: 'Allow reading account data' },
  'read-child-accounts': {
    scopes: ['child_account:read_only'],
    link: 'Allow reading child accounts',
  },
  'create-linodes': {
    scopes: ['linodes:read_write'],
    link: 'Allow creating Linodes',
  },
  'change-linodes': {
    scopes: ['linodes:read_write'],
    link: 'Allow changing Linodes',
  },
  'manage-tokens': {
    scopes: ['account:read_write'],
    link: 'Allow managing tokens',
  },
} as const satisfies Record<string, { scopes: readonly string[]; link: string }>;

export type NeedName = keyof typeof needs;

export function isNeedName(value: unknown): value is NeedName {
  return typeof value === 'string' && Object.hasOwn(needs, value);
}

/** True when `granted` covers every one of `wanted`: by itself, by read_write over read_only, or by `*`. */
export function coversScopes(granted: readonly string[], wanted: readonly string[]): boolean {
  const held = new Set(granted.flatMap(widened));
  return held.has('*') || wanted.every((scope) => held.has(scope));
}

function widened(scope: string): string[] {
  const [category, level] = scope.split(':');
  const isWrite = level === 'read_write' || level === '*';
  return isWrite ? [scope, `${category}:read_write`, `${category}:read_only`] : [scope];
}

/** The smallest list that asks for both: a category's read_only goes when its read_write is there. */
export function unionScopes(current: readonly string[], wanted: readonly string[]): string[] {
  const all = [...new Set([...current, ...wanted])];
  if (all.includes('*')) return ['*'];
  return all.filter((scope) => {
    const isRead = scope.endsWith(':read_only');
    return !(isRead && all.includes(scope.replace(/read_only$/, 'read_write')));
  });
}
