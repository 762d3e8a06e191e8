import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { World } from './world.ts';

type Alert = {
  readonly id: number;
  readonly label: string;
  readonly severity: 0 | 1 | 2 | 3;
  readonly status: 'enabled' | 'disabled' | 'in progress' | 'failed';
  readonly type: 'user' | 'system';
  readonly by: string;
  readonly metric: string;
  readonly words: string;
  readonly threshold: number;
  readonly unit: string;
  readonly entities: readonly string[];
  readonly kind: 'shared' | 'dedicated' | null;
  readonly daysOld: number;
};

const alerts = readData<readonly Alert[]>('alerts.json');

/** As GET /monitor/services shows them. */
export const monitoredServices = [{ service_type: 'dbaas', label: 'Databases' }];

const channel = { id: 10_000, label: 'Read-Write Channel' };

/** As GET /monitor/alert-definitions shows them. */
export function alertDefinitions({ startedAt }: World) {
  return alerts.map((alert) => ({
    id: alert.id,
    label: alert.label,
    description: `Warns when ${alert.words} passes ${alert.threshold}.`,
    class: alert.kind,
    service_type: 'dbaas',
    severity: alert.severity,
    status: alert.status,
    type: alert.type,
    entity_ids: alert.entities,
    has_more_resources: false,
    rule_criteria: { rules: [toRule(alert)] },
    trigger_conditions: {
      criteria_condition: 'ALL',
      evaluation_period_seconds: 300,
      polling_interval_seconds: 300,
      trigger_occurrences: 3,
    },
    alert_channels: [{ ...channel, type: 'email', url: `/monitor/alert-channels/${channel.id}` }],
    created: daysBefore(startedAt, alert.daysOld),
    created_by: alert.by,
    updated: daysBefore(startedAt, alert.daysOld / 2),
    updated_by: alert.by,
  }));
}

function toRule({ metric, words, threshold, unit }: Alert) {
  return {
    aggregate_function: 'avg',
    dimension_filters: [],
    label: words,
    metric,
    operator: 'gt',
    threshold,
    unit,
  };
}

/** As GET /monitor/alert-channels shows them. */
export function alertChannels({ startedAt }: World) {
  return [
    {
      ...channel,
      channel_type: 'email',
      type: 'system',
      content: { email: { email_addresses: ['Users-with-read-write-access-to-resources'] } },
      alerts: alerts.map(({ id, label }) => ({
        id,
        label,
        type: 'alerts-definitions',
        url: `/monitor/alerts-definitions/${id}`,
      })),
      created: daysBefore(startedAt, 240),
      created_by: 'system',
      updated: daysBefore(startedAt, 240),
      updated_by: 'system',
    },
  ];
}

const charts = [
  ['CPU Usage', 'cpu_usage', '%'],
  ['Memory Usage', 'memory_usage', '%'],
  ['Disk I/O Read', 'read_iops', 'IOPS'],
] as const;

/** As GET /monitor/dashboards shows them. */
export function dashboards({ startedAt }: World) {
  return [
    {
      id: 1,
      label: 'Resource Usage',
      service_type: 'dbaas',
      type: 'standard',
      widgets: charts.map(([label, metric, unit]) => ({
        label,
        metric,
        unit,
        y_label: label,
        color: 'blue',
        size: '12',
        chart_type: 'line',
        aggregate_function: 'avg',
      })),
      created: daysBefore(startedAt, 400),
      updated: daysBefore(startedAt, 80),
    },
  ];
}
