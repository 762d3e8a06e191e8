import { toTimestamp } from './clock.ts';
import { listImages } from './image.ts';
import type { Linode } from './linode.ts';
import { findPlan } from './plan.ts';
import { isLinkedTo } from './linked-linode.ts';
import { vpcInterfaceOf } from './vpc.ts';
import type { World } from './world.ts';

const swapMb = 512;
const slots = 'sda sdb sdc sdd sde sdf sdg sdh'.split(' ');

/** The disks of a Linode, as GET …/disks shows them; one without an image has none. */
export function disksOf(linode: Linode, world: World) {
  if (linode.image === null) return [];
  const size = (findPlan(linode.type)?.disk ?? 0) - swapMb;
  const common = {
    status: 'ready',
    disk_encryption: linode.encrypted ? 'enabled' : 'disabled',
    created: toTimestamp(linode.created),
    updated: toTimestamp(linode.created),
  };
  const id = linode.id * 2;
  return [
    { id, label: `${imageLabel(linode, world)} Disk`, size, filesystem: 'ext4', ...common },
    { id: id + 1, label: '512 MB Swap Image', size: swapMb, filesystem: 'swap', ...common },
  ];
}

/** The configuration profiles of a Linode, as GET …/configs shows them: one, where there are disks. */
export function configsOf(linode: Linode, world: World) {
  if (linode.image === null) return [];
  return [
    {
      id: linode.id + 1,
      label: configLabel(linode, world),
      comments: '',
      kernel: 'linode/grub2',
      root_device: '/dev/sda',
      run_level: 'default',
      virt_mode: 'paravirt',
      memory_limit: 0,
      devices: devicesOf(linode, world),
      helpers: {
        distro: true,
        network: true,
        modules_dep: true,
        updatedb_disabled: true,
        devtmpfs_automount: true,
      },
      interfaces: interfacesOf(linode, world),
    },
  ];
}

/** The label of a Linode's configuration profile. */
export function configLabel(linode: Linode, world: World): string {
  return `My ${imageLabel(linode, world)} Disk Profile`;
}

function devicesOf(linode: Linode, world: World) {
  const disks = disksOf(linode, world).map(({ id }) => ({ disk_id: id, volume_id: null }));
  const volumes = world.volumes
    .filter((volume) => isLinkedTo(world, volume, linode))
    .map(({ id }) => ({ disk_id: null, volume_id: id }));
  const all = [...disks, ...volumes];
  return Object.fromEntries(slots.map((slot, at) => [slot, all[at] ?? null]));
}

function interfacesOf(linode: Linode, world: World) {
  const found = vpcInterfaceOf(world, linode);
  if (!found) return [];
  const common = { label: null, ipam_address: null, active: true };
  return [
    { id: linode.id, purpose: 'public', primary: true, ...common },
    {
      id: found.id,
      purpose: 'vpc',
      primary: false,
      ...common,
      vpc_id: found.vpcId,
      subnet_id: found.subnetId,
      ipv4: { vpc: found.address },
      ip_ranges: [],
    },
  ];
}

function imageLabel({ image, account }: Linode, world: World): string {
  return listImages(world.startedAt, account).find(({ id }) => id === image)?.label ?? 'Linode';
}
