import { addEvent } from './event.ts';
import type { JobKind } from './lifecycle.ts';
import type { Linode } from './linode.ts';
import type { World } from './world.ts';

type Work = {
  readonly kind: JobKind;
  readonly username: string;
  readonly now: number;
  readonly phaseMs: number;
};

/** Gives a Linode work and notes the events that it will make. */
export function startJob(world: World, linode: Linode, work: Work): void {
  const { kind, username, now, phaseMs } = work;
  linode.job = { kind, from: now, phaseMs };
  linode.updated = now;
  const action = `linode_${kind.replace('-offline', '')}`;
  addEvent(world, linode, { action, username, from: now, ms: phaseMs });
  if (kind === 'create') {
    addEvent(world, linode, { action: 'linode_boot', username, from: now + phaseMs, ms: phaseMs });
  }
}
