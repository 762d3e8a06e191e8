import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** A StackScript of an account, or one that its owner has opened to everybody. */
export type StackScript = Owned & {
  readonly username: string;
  readonly description: string;
  readonly images: readonly string[];
  readonly daysOld: number;
  readonly total: number;
  readonly active: number;
  readonly note: string;
  readonly public?: boolean;
  readonly fields?: readonly Readonly<Record<string, string>>[];
};

const software = [
  'WordPress',
  'Nextcloud',
  'GitLab',
  'Mattermost',
  'Grafana',
  'Prometheus',
  'PostgreSQL',
  'Valkey',
  'Docker',
  'WireGuard',
  'Minecraft',
  'Jitsi',
  'Moodle',
  'Ghost',
  'HAProxy',
];

const distributions = ['debian12', 'ubuntu24.04', 'almalinux9', 'rocky9'];

/** What other customers have opened to everybody. */
const published = software.flatMap((name, row) =>
  distributions.map((distribution, column): StackScript => {
    const index = row * distributions.length + column;
    return {
      account: 'the public',
      id: 401_000 + index * 31,
      username: `author-${1 + (index % 11)}`,
      label: `${name} on ${distribution}`,
      description: `Installs ${name} and keeps it up to date`,
      images: [`linode/${distribution}`],
      daysOld: 40 + index * 29,
      total: 12_000 - index * 190,
      active: 400 - index * 6,
      note: index % 3 === 0 ? 'Renewed for the latest release' : '',
      public: true,
      fields: [{ name: 'domain', label: 'Domain name', example: 'www.example.com', default: '' }],
    };
  }),
);

export const stackScripts: readonly StackScript[] = [
  ...readData<readonly StackScript[]>('stackscripts.json'),
  ...published,
];

/** A StackScript as GET /linode/stackscripts/{id} shows it to an account. */
export function toStackScriptAnswer(script: StackScript, account: string, { startedAt }: World) {
  return {
    id: script.id,
    username: script.username,
    user_gravatar_id: 'a445b305abda30ebc766bc7fda037c37',
    label: script.label,
    description: script.description,
    images: script.images,
    deployments_total: script.total,
    deployments_active: script.active,
    is_public: script.public ?? false,
    mine: script.account === account,
    rev_note: script.note,
    script: `#!/bin/bash\n# ${script.label}\nset -euo pipefail\n`,
    user_defined_fields: script.fields ?? [],
    created: daysBefore(startedAt, script.daysOld),
    updated: daysBefore(startedAt, script.daysOld / 2),
  };
}
