import type { LinodeRow, LinodesProps } from '../../../views/linodes.ts';
import type { LinodeProps } from '../../../views/linode.ts';
import type { Text } from './chrome.ts';

const statuses = ['running', 'offline', 'booting', 'provisioning', 'migrating', 'new_status'];

export function sampleRows(text: Text): readonly LinodeRow[] {
  return Array.from({ length: 12 }, (_, index) => ({
    id: index === 3 ? '' : String(8100 + index),
    label: text(`web-${index + 1}.harbour.example`),
    status: text(statuses[index % statuses.length] ?? 'running'),
    plan: text('Linode 2 GB'),
    region: text(index % 2 ? 'Frankfurt, DE' : 'Newark, NJ'),
    ipv4: text(`192.0.2.${index + 10}`),
    createdAt: text('2026-11-02T09:30:00'),
    tags: index % 3 === 0 ? [text('production'), text('web')] : [],
  }));
}

export function sampleLinodes(text: Text): LinodesProps {
  return {
    list: { rows: sampleRows(text), total: 112, page: 2, pages: 5 },
    query: {
      label: text('web'),
      region: 'us-east',
      tag: text('production'),
      ip: text('192.0.2.10'),
      status: 'running',
      sort: 'label',
      order: 'asc',
      size: 25,
      page: 2,
    },
    regions: [
      { value: 'us-east', label: text('Newark, NJ') },
      { value: 'eu-central', label: text('Frankfurt, DE') },
    ],
    filtered: true,
    notes: [text('Quayside looked at all 112.')],
  };
}

export function sampleLinode(text: Text): LinodeProps {
  return {
    linode: {
      id: 8101,
      label: text('web-1.harbour.example'),
      status: 'running',
      plan: text('Linode 2 GB'),
      region: text('Frankfurt, DE'),
      image: text('Debian 12'),
      ipv4: [text('192.0.2.10'), text('192.168.130.4')],
      ipv6: text('2001:db8::f03c:91ff:fe24:3a2f/128'),
      tags: [text('production'), text('web')],
      createdAt: text('2026-11-02T09:30:00'),
      updatedAt: text('2026-11-21T16:05:12'),
      specs: { vcpus: 1, memoryMb: 2048, diskMb: 51200, transferGb: 2000 },
      price: { monthly: 12, hourly: 0.018 },
    },
    checkedAt: '2026-11-22T10:02:11Z',
    actions: ['reboot', 'shutdown'],
    bootProof: text('proof-boot'),
    provenance: { requestId: text('r-5f1c'), by: text('anna'), at: '2026-11-02T09:29:41Z' },
    activity: [
      {
        at: '2026-11-02T09:30:44',
        action: text('Powered on'),
        status: 'finished',
        by: text('anna'),
      },
      { at: '2026-11-02T09:30:00', action: text('Created'), status: text('finished') },
      { at: '2026-11-01T08:00:00', action: text('Resized'), status: 'failed', by: text('ben') },
    ],
  };
}
