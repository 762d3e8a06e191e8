import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { statusOf } from './linode.ts';
import type { World } from './world.ts';

type Entry = { readonly account: string; readonly id: number };

type Service = Entry & {
  readonly label: string;
  readonly type: 'url' | 'tcp';
  readonly address: string;
  readonly body: string | null;
  readonly status: 'disabled' | 'pending' | 'ok' | 'problem';
  readonly group: string;
  readonly notes: string | null;
  readonly region: string | null;
  readonly credentials: readonly number[];
  readonly timeout: number;
  readonly daysOld: number;
};

type Contact = Entry & {
  readonly name: string;
  readonly email: string;
  readonly group: string | null;
  readonly phone: string | null;
  readonly second: string | null;
  readonly daysOld: number;
};

type Credential = Entry & { readonly label: string; readonly daysAgo: number };

type Issue = Entry & {
  readonly ticket: string;
  readonly ticketId: number;
  readonly services: readonly number[];
  readonly daysOld: number;
};

const services = readData<readonly Service[]>('managed-services.json');
const contacts = readData<readonly Contact[]>('managed-contacts.json');
const credentials = readData<readonly Credential[]>('managed-credentials.json');
const issues = readData<readonly Issue[]>('managed-issues.json');

/** What Linode watches for an account, as GET /managed/services shows it. */
export function managedServicesOf({ startedAt }: World, account: string) {
  return own(services, account).map((service) => ({
    id: service.id,
    label: service.label,
    service_type: service.type,
    address: service.address,
    body: service.body,
    status: service.status,
    consultation_group: service.group,
    notes: service.notes,
    region: service.region,
    credentials: service.credentials,
    timeout: service.timeout,
    created: daysBefore(startedAt, service.daysOld),
    updated: daysBefore(startedAt, service.daysOld / 2),
  }));
}

/** Whom Linode calls, as GET /managed/contacts shows them. */
export function managedContactsOf({ startedAt }: World, account: string) {
  return own(contacts, account).map(({ id, name, email, group, phone, second, daysOld }) => ({
    id,
    name,
    email,
    group,
    phone: { primary: phone, secondary: second },
    updated: daysBefore(startedAt, daysOld),
  }));
}

/** What Linode may sign in with, as GET /managed/credentials shows it: no secret is among it. */
export function managedCredentialsOf({ startedAt }: World, account: string) {
  return own(credentials, account).map(({ id, label, daysAgo }) => ({
    id,
    label,
    last_decrypted: daysBefore(startedAt, daysAgo),
  }));
}

/** What was found wrong, as GET /managed/issues shows it. */
export function managedIssuesOf({ startedAt }: World, account: string) {
  return own(issues, account).map((issue) => ({
    id: issue.id,
    entity: {
      id: issue.ticketId,
      label: issue.ticket,
      type: 'ticket',
      url: `/support/tickets/${issue.ticketId}`,
    },
    services: issue.services,
    created: daysBefore(startedAt, issue.daysOld),
  }));
}

/** How Linode's staff may reach each Linode, as GET /managed/linode-settings shows it. */
export function managedLinodesOf(world: World, account: string, now: number) {
  return world.linodes
    .filter((linode) => linode.account === account && statusOf(linode, now) !== 'gone')
    .map(({ id, label, ipv4 }) => ({
      id,
      label,
      group: '',
      ssh: { access: id % 2 === 0, user: id % 3 === 0 ? null : 'root', ip: ipv4[0], port: 22 },
    }));
}

function own<Some extends Entry>(entries: readonly Some[], owner: string): readonly Some[] {
  return entries.filter(({ account }) => account === owner);
}
