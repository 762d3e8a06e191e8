import { allocateAddresses, privateAddress } from './addresses.ts';
import type { Linode } from './linode.ts';
import { startJob } from './start-job.ts';
import type { World } from './world.ts';

/** What a create request asks for, checked; the root password is not among it and kept nowhere. */
export type LinodeOrder = {
  readonly label: string | undefined;
  readonly region: string;
  readonly type: string;
  readonly image: string | null;
  readonly tags: readonly string[];
  readonly booted: boolean;
  readonly backups: boolean;
  readonly privateIp: boolean;
  readonly userData: boolean;
  readonly encrypted: boolean;
  readonly firewallId: number | null;
};

type By = {
  readonly account: string;
  readonly username: string;
  readonly now: number;
  readonly phaseMs: number;
};

/** Adds a Linode that starts to provision at once. */
export function createLinode(world: World, order: LinodeOrder, by: By): Linode {
  const id = world.nextLinodeId;
  world.nextLinodeId += 3;
  const { label, booted, privateIp, ...kept } = order;
  const addresses = allocateAddresses(id);
  const linode: Linode = {
    ...kept,
    ...addresses,
    ipv4: privateIp ? [...addresses.ipv4, privateAddress(id)] : addresses.ipv4,
    id,
    account: by.account,
    label: label ?? `linode${id}`,
    created: by.now,
    updated: by.now,
    settled: 'offline',
    placementGroup: null,
  };
  world.linodes.push(linode);
  const kind = booted ? 'create' : 'create-offline';
  startJob(world, linode, { kind, username: by.username, now: by.now, phaseMs: by.phaseMs });
  return linode;
}
