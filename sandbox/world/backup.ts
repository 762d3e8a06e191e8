import { dayMs, toTimestamp } from './clock.ts';
import { configLabel, disksOf } from './disk.ts';
import type { Linode } from './linode.ts';
import type { World } from './world.ts';

/** The backups of a Linode, as GET …/backups shows them. */
export function backupsOf(linode: Linode, world: World, now: number) {
  const moments = [0.4, 1.4, 8.4].map((days) => now - days * dayMs);
  const since = moments.filter((at) => linode.backups && at > linode.created);
  return {
    automatic: since.map((at, index) => toBackup(linode, world, { at, index })),
    snapshot: { current: null, in_progress: null },
  };
}

type Moment = { readonly at: number; readonly index: number };

function toBackup(linode: Linode, world: World, { at, index }: Moment) {
  const finished = toTimestamp(at + 240_000);
  return {
    id: linode.id * 3 + index,
    label: null,
    status: 'successful',
    type: 'auto',
    available: true,
    configs: [configLabel(linode, world)],
    disks: disksOf(linode, world).map(({ label, size, filesystem }) => ({
      label,
      size,
      filesystem,
    })),
    created: toTimestamp(at),
    finished,
    updated: finished,
  };
}
