import { readData } from '../data/read-data.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { Linked } from './linked-linode.ts';
import type { Linode } from './linode.ts';
import type { World } from './world.ts';

type RangeSeed = Linked & {
  readonly range: string;
  readonly prefix: 56 | 64;
  /** Shared by several Linodes. */
  readonly bgp?: boolean;
};

/** An IPv6 range and the Linodes that it is routed to. */
export type Ipv6Range = Omit<RangeSeed, 'on'> & { readonly linodes: readonly Linode[] };

const seeds = readData<readonly RangeSeed[]>('ipv6-ranges.json');

type Pool = {
  readonly account: string;
  readonly range: string;
  readonly prefix: number;
  readonly region: string;
};

const pools = readData<readonly Pool[]>('ipv6-pools.json');

/** The pools of an account as GET /networking/ipv6/pools shows them. */
export function ipv6PoolsOf(owner: string) {
  return pools
    .filter(({ account }) => account === owner)
    .map(({ account: _account, ...pool }) => ({ ...pool, route_target: `${pool.range}f` }));
}

/** The ranges of an account that lead to a Linode which is still there. */
export function ipv6RangesOf(world: World, account: string, now: number): readonly Ipv6Range[] {
  return seeds
    .filter((seed) => seed.account === account)
    .map((seed) => ({ ...seed, linodes: linkedLinodes(world, seed, now) }))
    .filter(({ linodes }) => linodes.length > 0);
}

/** A range as GET /networking/ipv6/ranges lists it. */
export function toRangeRow({ range, prefix, linodes: [first] }: Ipv6Range) {
  return { range, prefix, region: first?.region ?? '', route_target: first?.ipv6 ?? '' };
}

/** A range as GET /networking/ipv6/ranges/{range} shows it. */
export function toRangeAnswer({ range, prefix, bgp, linodes }: Ipv6Range) {
  return {
    range,
    prefix,
    region: linodes[0]?.region ?? '',
    is_bgp: bgp ?? false,
    linodes: linodes.map(({ id }) => id),
  };
}
