const categories = {
  account: 'your account: billing, users, profile, SSH keys and access tokens',
  child_account: 'child accounts',
  databases: 'Managed Databases',
  domains: 'Domains',
  events: 'the events of your account',
  firewall: 'Cloud Firewalls',
  images: 'Images',
  ips: 'IP addresses',
  linodes: 'Linodes',
  lke: 'Kubernetes clusters',
  longview: 'Longview clients',
  monitor: 'monitoring',
  nodebalancers: 'NodeBalancers',
  object_storage: 'Object Storage',
  stackscripts: 'StackScripts',
  volumes: 'Volumes',
  vpc: 'VPCs',
} as const;

/** Every scope that Linode declares. */
export const allScopes: readonly string[] = [
  '*',
  ...Object.keys(categories).flatMap((name) => [`${name}:read_only`, `${name}:read_write`]),
];

/** A scope in words, for the consent page. */
export function scopeInWords(scope: string): string {
  if (scope === '*') return 'Everything: full access to your account';
  const [category = '', level] = scope.split(':');
  const subject = isCategory(category) ? categories[category] : category;
  return level === 'read_write' ? `See and change ${subject}` : `See ${subject}`;
}

/** Clients separate scopes by spaces or by commas. */
export function splitScopes(text: string): readonly string[] {
  return text.split(/[ ,]+/).filter((scope) => scope !== '');
}

function isCategory(name: string): name is keyof typeof categories {
  return Object.hasOwn(categories, name);
}
