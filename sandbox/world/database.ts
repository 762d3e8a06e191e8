import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { findPlan, plans } from './plan.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

export type Engine = 'mysql' | 'postgresql';

/** A managed database. */
export type Database = Owned & {
  readonly engine: Engine;
  readonly version: string;
  readonly type: string;
  readonly region: string;
  readonly nodes: 1 | 2 | 3;
  readonly daysOld: number;
  readonly status: 'active' | 'updating' | 'suspended';
  /** Gigabytes. */
  readonly used: number;
};

export const databases = readData<readonly Database[]>('databases.json');

/** What can be had, as GET /databases/engines shows it. */
export const engines = [
  ...['8.0.35', '8.4.5'].map((version) => ({ engine: 'mysql', version })),
  ...['14.18', '15.13', '16.9', '17.5'].map((version) => ({ engine: 'postgresql', version })),
].map(({ engine, version }) => ({ id: `${engine}/${version.split('.')[0]}`, engine, version }));

/** The plans as GET /databases/types shows them. */
export const databaseTypes = plans
  .filter((plan) => ['nanode', 'standard', 'dedicated'].includes(plan.class))
  .map(({ id, label, class: kind, disk, memory, vcpus, price }) => {
    const clusters = [1, 2, 3].map((quantity) => ({
      quantity,
      price: {
        hourly: Number((price.hourly * quantity * 1.8).toFixed(4)),
        monthly: Number((price.monthly * quantity * 1.8).toFixed(2)),
      },
    }));
    const both = { mysql: clusters, postgresql: clusters };
    return { id, label: `DBaaS - ${label}`, class: kind, disk, memory, vcpus, engines: both };
  });

/** A database as GET /databases/instances shows it among those of both engines. */
export function toInstanceAnswer(database: Database, world: World) {
  const uri = `/v4/databases/${database.engine}/instances/${database.id}`;
  return { ...toCommonAnswer(database, world), instance_uri: uri };
}

/** A database as GET /databases/{engine}/instances/{id} shows it. */
export function toDatabaseAnswer(database: Database, world: World) {
  const settings =
    database.engine === 'mysql' ? { mysql: { wait_timeout: 28_800 } } : { pg: { jit: true } };
  return { ...toCommonAnswer(database, world), ssl_connection: true, engine_config: settings };
}

function toCommonAnswer(database: Database, { startedAt }: World) {
  const { id, engine, daysOld, nodes } = database;
  const host = `lin-${id}-${engine}-primary`;
  return {
    id,
    label: database.label,
    engine,
    version: database.version,
    platform: 'rdbms-default',
    type: database.type,
    region: database.region,
    cluster_size: nodes,
    status: database.status,
    encrypted: true,
    allow_list: ['203.0.113.0/24'],
    port: engine === 'mysql' ? 3306 : 5432,
    hosts: {
      primary: `${host}.servers.linodedb.example`,
      secondary: nodes === 1 ? null : `${host}-private.servers.linodedb.example`,
    },
    members: toMembers(database),
    total_disk_size_gb: Math.round((findPlan(database.type)?.disk ?? 0) / 1024),
    used_disk_size_gb: database.used,
    updates: { frequency: 'weekly', day_of_week: 7, hour_of_day: 3, duration: 3, pending: [] },
    oldest_restore_time: daysBefore(startedAt, Math.min(daysOld, 10)),
    created: daysBefore(startedAt, daysOld),
    updated: daysBefore(startedAt, daysOld / 4),
  };
}

function toMembers({ id, nodes }: Database): Record<string, string> {
  const members = Array.from({ length: nodes }, (_, index) => {
    const address = `198.18.${100 + index}.${1 + (id % 250)}`;
    return [address, index === 0 ? 'primary' : 'failover'];
  });
  return Object.fromEntries(members) as Record<string, string>; // pairs of strings, as just built
}
