import { createHash } from 'node:crypto';
import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** A client of Longview. */
export type LongviewClient = Owned & {
  readonly daysOld: number;
  readonly apps: readonly string[];
};

export const longviewClients = readData<readonly LongviewClient[]>('longview.json');

/** As GET /longview/subscriptions shows them. */
export const longviewSubscriptions = [
  { id: 'longview-3', clients_included: 3, price: { hourly: 0.03, monthly: 20 } },
  { id: 'longview-10', clients_included: 10, price: { hourly: 0.06, monthly: 40 } },
  { id: 'longview-40', clients_included: 40, price: { hourly: 0.15, monthly: 100 } },
  { id: 'longview-100', clients_included: 100, price: { hourly: 0.3, monthly: 200 } },
].map((one) => ({ ...one, label: `Longview Pro ${one.clients_included} pack` }));

/** A client as GET /longview/clients/{id} shows it. */
export function toLongviewAnswer(client: LongviewClient, { startedAt }: World) {
  const { id, label, apps, daysOld } = client;
  return {
    id,
    label,
    api_key: codeOf(`key ${id}`),
    install_code: codeOf(`code ${id}`),
    apps: {
      apache: apps.includes('apache'),
      mysql: apps.includes('mysql'),
      nginx: apps.includes('nginx'),
    },
    created: daysBefore(startedAt, daysOld),
    updated: daysBefore(startedAt, daysOld / 2),
  };
}

function codeOf(name: string): string {
  const hex = createHash('sha1').update(`sandbox longview ${name}`).digest('hex').toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 32)}`;
}
