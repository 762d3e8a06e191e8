import { levelsFrom, noTokenAnswers, type LevelChoice, type TokenAnswers } from './answers.ts';
import type { Product } from '../linode/scopes.ts';

/** A purpose with the least access that serves it. */
export interface Recipe {
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly label: string;
  readonly levels: Readonly<Partial<Record<Product, LevelChoice>>>;
}

export const recipes: readonly Recipe[] = [
  {
    name: 'terraform-servers',
    title: 'Terraform for servers',
    why: 'Creates and changes Linodes and their firewalls; reads images, and events to wait for.',
    label: 'terraform-servers',
    levels: {
      linodes: 'read_write',
      firewall: 'read_write',
      images: 'read_only',
      events: 'read_only',
    },
  },
  {
    name: 'certbot-dns',
    title: 'Certbot with DNS',
    why: 'Sets the records that prove a domain, and nothing else.',
    label: 'certbot-dns',
    levels: { domains: 'read_write' },
  },
  {
    name: 'backups-script',
    title: 'Backups script',
    why: 'Takes snapshots of Linodes. Linode has no narrower access for that than to change Linodes.',
    label: 'backups-script',
    levels: { linodes: 'read_write', events: 'read_only' },
  },
  {
    name: 'read-only-dashboard',
    title: 'Read-only dashboard',
    why: 'Shows what runs and what happened; changes nothing.',
    label: 'read-only-dashboard',
    levels: {
      linodes: 'read_only',
      volumes: 'read_only',
      nodebalancers: 'read_only',
      events: 'read_only',
    },
  },
];

/** The answers a recipe begins with; none of the kind begins with nothing chosen. */
export function answersFor(name: string): TokenAnswers {
  const recipe = recipes.find((one) => one.name === name);
  if (recipe === undefined) return noTokenAnswers;
  const levels = levelsFrom((product) => recipe.levels[product] ?? 'none');
  return { ...noTokenAnswers, label: recipe.label, levels };
}
