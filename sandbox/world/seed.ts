import { readData } from '../data/read-data.ts';
import { allocateAddresses } from './addresses.ts';
import { dayMs } from './clock.ts';
import { addPastCreation } from './event.ts';
import type { LinodeStatus } from './lifecycle.ts';
import type { Linode } from './linode.ts';
import { findMembership } from './placement-group.ts';
import { plans } from './plan.ts';
import { regions } from './region.ts';
import type { World } from './world.ts';

type Seed = {
  readonly account: string;
  readonly label: string;
  readonly region: string;
  readonly type: string;
  readonly image: string | null;
  readonly tags: readonly string[];
  readonly status: LinodeStatus;
  readonly daysOld: number;
  readonly backups?: boolean;
};

/** Fills a world with the Linodes of the data file. */
export function seedLinodes(world: World, now: number): void {
  for (const seed of readData<readonly Seed[]>('linodes.json')) plant(world, seed, now);
  seedGrants(world);
}

/** Replaces the Linodes of one account by as many generated ones. */
export function replaceLinodes(world: World, account: string, count: number): void {
  world.linodes = world.linodes.filter((linode) => linode.account !== account);
  for (const [name, linode] of world.seededLinodes) {
    if (linode.account === account) world.seededLinodes.delete(name);
  }
  addLinodes(world, account, count);
}

/** Gives one account so many generated Linodes beside those it has. */
export function addLinodes(world: World, account: string, count: number): void {
  const now = Date.now();
  const own = world.linodes.filter((linode) => linode.account === account);
  const first = own.filter(({ label }) => label.startsWith('generated-')).length;
  for (let index = first; index < first + count; index += 1) {
    plant(world, generated(account, index), now);
  }
  seedGrants(world);
}

function plant(world: World, seed: Seed, now: number): void {
  const id = world.nextLinodeId;
  world.nextLinodeId += 3;
  const created = now - seed.daysOld * dayMs - (id % 71) * 577_000;
  const linode: Linode = {
    ...allocateAddresses(id),
    id,
    account: seed.account,
    label: seed.label,
    tags: seed.tags,
    region: seed.region,
    type: seed.type,
    image: seed.image,
    created,
    updated: created,
    backups: seed.backups ?? false,
    userData: false,
    encrypted: true,
    firewallId: null,
    placementGroup: findMembership(seed),
    settled: seed.status,
  };
  world.linodes.push(linode);
  world.seededLinodes.set(`${seed.account} ${seed.label}`, linode);
  if (seed.daysOld < 90) addPastCreation(world, linode);
}

function generated(account: string, index: number): Seed {
  const cheap = plans.filter((plan) => plan.class === 'nanode' || plan.class === 'standard');
  return {
    account,
    label: `generated-${String(index + 1).padStart(4, '0')}`,
    region: regions[index % regions.length]?.id ?? 'us-east',
    type: cheap[index % cheap.length]?.id ?? 'g6-nanode-1',
    image: 'linode/debian12',
    tags: index % 3 === 0 ? ['generated', `batch-${index % 5}`] : ['generated'],
    status: index % 7 === 0 ? 'offline' : 'running',
    daysOld: 1 + (index % 300),
  };
}

/** Gives restricted users their grants on the Linodes of their account. */
export function seedGrants(world: World): void {
  for (const { username, account, linodeGrants } of world.users) {
    const own = world.linodes.filter((linode) => linode.account === account);
    const granted = linodeGrants.flatMap(({ position, permissions }) => {
      const linode = own[position];
      return linode ? [[linode.id, permissions] as const] : [];
    });
    world.grants.set(username, new Map(granted));
  }
}
