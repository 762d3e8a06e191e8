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
