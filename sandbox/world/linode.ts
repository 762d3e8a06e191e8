import { statusDuring } from './lifecycle.ts';
import type { Job, LinodeStatus } from './lifecycle.ts';
import { toTimestamp } from './clock.ts';
import type { findMembership } from './placement-group.ts';
import { findPlan } from './plan.ts';

/** A Linode as the sandbox keeps it. */
export type Linode = {
  readonly id: number;
  readonly account: string;
  label: string;
  tags: readonly string[];
  readonly region: string;
  readonly type: string;
  readonly image: string | null;
  readonly ipv4: readonly string[];
  readonly ipv6: string;
  readonly hostUuid: string;
  readonly created: number;
  updated: number;
  readonly backups: boolean;
  readonly userData: boolean;
  readonly encrypted: boolean;
  /** The Cloud Firewall that its creation asked for. */
  readonly firewallId: number | null;
  readonly placementGroup: ReturnType<typeof findMembership>;
  /** The status while no job was ever given. */
  readonly settled: LinodeStatus;
  job?: Job;
};

/** Where a Linode stands at a moment; `gone` once deleted. */
export function statusOf(linode: Linode, now: number): LinodeStatus | 'gone' {
  return linode.job ? statusDuring(linode.job, now) : linode.settled;
}

/** A Linode as GET /linode/instances/{id} shows it. */
export function toLinodeAnswer(linode: Linode, now: number) {
  const { disk = 0, memory = 0, vcpus = 0, gpus = 0, transfer = 0 } = findPlan(linode.type) ?? {};
  return {
    id: linode.id,
    label: linode.label,
    group: '',
    status: statusOf(linode, now),
    created: toTimestamp(linode.created),
    updated: toTimestamp(linode.updated),
    type: linode.type,
    ipv4: linode.ipv4,
    ipv6: `${linode.ipv6}/128`,
    image: linode.image,
    region: linode.region,
    specs: { disk, memory, vcpus, gpus, transfer },
    alerts: toAlerts(vcpus),
    backups: toBackups(linode, now),
    hypervisor: 'kvm',
    watchdog_enabled: true,
    tags: linode.tags,
    host_uuid: linode.hostUuid,
    has_user_data: linode.userData,
    placement_group: linode.placementGroup,
    disk_encryption: linode.encrypted ? 'enabled' : 'disabled',
    lke_cluster_id: null,
    capabilities: ['SMTP Enabled'],
    interface_generation: 'legacy_config',
  };
}

function toAlerts(vcpus: number) {
  return {
    cpu: vcpus * 90,
    network_in: 10,
    network_out: 10,
    transfer_quota: 80,
    io: 10_000,
  };
}

function toBackups({ backups, created }: Linode, now: number) {
  const last = backups && now - created > 2 * 24 * 3600 * 1000 ? now - 9 * 3600 * 1000 : undefined;
  return {
    enabled: backups,
    available: last !== undefined,
    schedule: backups ? { day: 'Sunday', window: 'W4' } : { day: null, window: null },
    last_successful: last === undefined ? null : toTimestamp(last),
  };
}
