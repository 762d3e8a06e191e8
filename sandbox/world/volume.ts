import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { Linked } from './linked-linode.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** A Volume, attached to at most one Linode. */
export type Volume = Owned &
  Linked & {
    readonly region: string;
    readonly size: number;
    readonly daysOld: number;
    readonly tags: readonly string[];
    readonly status?: 'creating' | 'resizing';
    readonly hardware?: 'hdd';
    readonly encrypted?: boolean;
  };

/** The Volumes at the start. */
export function readVolumes(): readonly Volume[] {
  const seeds = readData<readonly Omit<Volume, 'id'>[]>('volumes.json');
  return seeds.map((seed, index) => ({ ...seed, id: 720_410 + index * 13 }));
}

/** Replaces the Volumes of one account by as many generated ones, three of four attached. */
export function replaceVolumes(world: World, account: string, count: number): void {
  const linodes = world.linodes.filter((linode) => linode.account === account);
  const generated = Array.from({ length: count }, (_, index): Volume => {
    const linode = index % 4 === 3 ? undefined : linodes[index % linodes.length];
    return {
      account,
      id: 800_000 + index,
      label: `generated-volume-${String(index + 1).padStart(4, '0')}`,
      on: linode ? [linode.label] : [],
      region: linode?.region ?? 'eu-central',
      size: 10 + (index % 50) * 20,
      daysOld: 1 + (index % 300),
      tags: index % 3 === 0 ? ['generated'] : [],
    };
  });
  world.volumes = [...world.volumes.filter((other) => other.account !== account), ...generated];
}

/** A Volume as GET /volumes/{id} shows it. */
export function toVolumeAnswer(volume: Volume, world: World, now: number) {
  const [linode] = linkedLinodes(world, volume, now);
  return {
    id: volume.id,
    label: volume.label,
    status: volume.status ?? 'active',
    size: volume.size,
    region: volume.region,
    linode_id: linode?.id ?? null,
    linode_label: linode?.label ?? null,
    filesystem_path: `/dev/disk/by-id/scsi-0Linode_Volume_${volume.label}`,
    hardware_type: volume.hardware ?? 'nvme',
    encryption: volume.encrypted === false ? 'disabled' : 'enabled',
    tags: volume.tags,
    created: daysBefore(world.startedAt, volume.daysOld),
    updated: daysBefore(world.startedAt, volume.daysOld * 0.4),
  };
}
