import type { ScopeView } from '../../views/components/scope-summary.ts';
import { levelOf, products, readScopes, type Product } from '../linode/scopes.ts';

interface ProductWords {
  readonly label: string;
  /** After "See" or "See, create, change and delete". */
  readonly things: string;
}

/** Linode's products in Linode's own words. */
export const productWords: Readonly<Record<Product, ProductWords>> = {
  account: {
    label: 'Account',
    things: 'the account: billing, users, OAuth apps, access tokens, SSH keys and tickets',
  },
  child_account: { label: 'Child accounts', things: 'child accounts' },
  databases: { label: 'Databases', things: 'Managed Databases' },
  domains: { label: 'Domains', things: 'domains and their DNS records' },
  events: { label: 'Events', things: 'the account’s events' },
  firewall: { label: 'Firewalls', things: 'Cloud Firewalls and their rules' },
  images: { label: 'Images', things: 'images' },
  ips: { label: 'IP addresses', things: 'IP addresses' },
  linodes: { label: 'Linodes', things: 'Linodes, their disks, configurations and backups' },
  lke: { label: 'Kubernetes', things: 'Kubernetes clusters' },
  longview: { label: 'Longview', things: 'Longview clients' },
  monitor: { label: 'Monitor', things: 'metrics and alerts' },
  nodebalancers: { label: 'NodeBalancers', things: 'NodeBalancers' },
  object_storage: { label: 'Object Storage', things: 'Object Storage buckets and keys' },
  stackscripts: { label: 'StackScripts', things: 'StackScripts' },
  volumes: { label: 'Volumes', things: 'Block Storage volumes' },
  vpc: { label: 'VPCs', things: 'VPCs and their subnets' },
};

/** A scope string, in whatever dialect, as every product with its level. */
export function toScopeView(text: string): ScopeView {
  const scopes = readScopes(text);
  const rows = products.map((product) => ({
    label: productWords[product].label,
    level: levelOf(scopes, product) ?? ('none' as const),
  }));
  const isFull = rows.every(({ level }) => level === 'read_write');
  return { isFull, rows, unknown: scopes.unknown };
}

/** What a scope string lets its holder do, a sentence for each product. */
export function abilitiesOf(text: string): readonly string[] {
  const scopes = readScopes(text);
  if (scopes.isFull) return ['Everything that your Linode user may do, in every product.'];
  return products.flatMap((product) => {
    const level = levelOf(scopes, product);
    if (level === null) return [];
    const verbs = level === 'read_write' ? 'See, create, change and delete' : 'See';
    return [`${verbs} ${productWords[product].things}.`];
  });
}
