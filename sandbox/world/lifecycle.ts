export type JobKind = 'create' | 'create-offline' | 'boot' | 'reboot' | 'shutdown' | 'delete';

export type LinodeStatus =
  | 'running'
  | 'offline'
  | 'booting'
  | 'rebooting'
  | 'shutting_down'
  | 'provisioning'
  | 'deleting'
  | 'migrating'
  | 'stopped'
  | 'billing_suspension';

/** Work that a Linode was given; where it stands follows from the clock alone, without timers. */
export type Job = { readonly kind: JobKind; readonly from: number; readonly phaseMs: number };

type Course = { readonly phases: readonly LinodeStatus[]; readonly end: LinodeStatus | 'gone' };

const courses: Record<JobKind, Course> = {
  create: { phases: ['provisioning', 'booting'], end: 'running' },
  'create-offline': { phases: ['provisioning'], end: 'offline' },
  boot: { phases: ['booting'], end: 'running' },
  reboot: { phases: ['rebooting'], end: 'running' },
  shutdown: { phases: ['shutting_down'], end: 'offline' },
  delete: { phases: ['deleting'], end: 'gone' },
};

/** The status a job leads to at a moment. */
export function statusDuring({ kind, from, phaseMs }: Job, now: number): LinodeStatus | 'gone' {
  const { phases, end } = courses[kind];
  return phases[Math.floor((now - from) / Math.max(phaseMs, 1))] ?? end;
}

/** Whether a Linode in this status takes no new work. */
export function isBusy(status: LinodeStatus): boolean {
  return !['running', 'offline', 'stopped'].includes(status);
}
