import { readData } from '../data/read-data.ts';
import type { Linked } from './linked-linode.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** A Domain; its label is its name. A slave copies its records from its masters. */
export type Domain = Owned &
  Linked & {
    readonly tags: readonly string[];
    readonly daysOld: number;
    readonly description?: string;
    readonly type?: 'slave';
    readonly masters?: readonly string[];
    readonly status?: 'disabled';
  };

/** The Domains at the start. */
export function readDomains(): readonly Domain[] {
  const seeds = readData<readonly Omit<Domain, 'id'>[]>('domains.json');
  return seeds.map((seed, index) => ({ ...seed, id: 3_110_220 + index * 17 }));
}

/** Replaces the Domains of one account by as many generated ones. */
export function replaceDomains(world: World, account: string, count: number): void {
  const linodes = world.linodes.filter((linode) => linode.account === account);
  const generated = Array.from({ length: count }, (_, index): Domain => {
    const linode = linodes[index % linodes.length];
    return {
      account,
      id: 3_200_000 + index,
      label: `generated-${String(index + 1).padStart(4, '0')}.example`,
      on: linode ? [linode.label] : [],
      tags: index % 3 === 0 ? ['generated'] : [],
      daysOld: 1 + (index % 900),
    };
  });
  world.domains = [...world.domains.filter((other) => other.account !== account), ...generated];
}

/** A Domain as GET /domains/{id} shows it. */
export function toDomainAnswer({ id, label, tags, description, ...domain }: Domain) {
  return {
    id,
    domain: label,
    type: domain.type ?? 'master',
    status: domain.status ?? 'active',
    soa_email: domain.type === 'slave' ? '' : `hostmaster@${label}`,
    description: description ?? null,
    tags,
    group: '',
    axfr_ips: [],
    master_ips: domain.masters ?? [],
    ttl_sec: 0,
    refresh_sec: 14_400,
    retry_sec: 0,
    expire_sec: 0,
  };
}
