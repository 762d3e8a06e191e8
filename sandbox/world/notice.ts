import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { Linked } from './linked-linode.ts';
import { tickets } from './ticket.ts';
import type { World } from './world.ts';

type Notification = {
  readonly account: string;
  readonly type: string;
  readonly severity: 'minor' | 'major' | 'critical';
  readonly label: string;
  readonly message: string;
  readonly entity: {
    readonly type: 'account' | 'linode' | 'region' | 'ticket';
    readonly label: string;
  };
  /** Days from the start to what it tells of, and how many days that lasts. */
  readonly inDays?: number;
  readonly lasts?: number;
};

type Maintenance = Linked & {
  readonly type: 'reboot' | 'cold_migration' | 'live_migration';
  readonly status: 'pending' | 'started' | 'completed';
  readonly inDays: number;
  readonly reason: string;
};

const notifications = readData<readonly Notification[]>('notifications.json');
const maintenances = readData<readonly Maintenance[]>('maintenance.json');

/** What Linode has to tell an account, as GET /account/notifications shows it. */
export function notificationsOf(world: World, account: string, now: number) {
  const { startedAt } = world;
  return notifications
    .filter((notification) => notification.account === account)
    .flatMap(({ account: _account, inDays, lasts = 0, entity, ...told }) => {
      const found = findEntity(world, { account, entity }, now);
      const when = inDays === undefined ? null : daysBefore(startedAt, -inDays);
      const until = inDays === undefined ? null : daysBefore(startedAt, -inDays - lasts);
      return found ? [{ ...told, body: null, entity: found, when, until }] : [];
    });
}

/** The maintenance of an account's Linodes, as GET /account/maintenance shows it. */
export function maintenanceOf(world: World, account: string, now: number) {
  return maintenances
    .filter((maintenance) => maintenance.account === account)
    .flatMap((maintenance) =>
      linkedLinodes(world, maintenance, now).map(({ id, label }) => ({
        entity: { id, label, type: 'Linode', url: `/v4/linode/instances/${id}` },
        type: maintenance.type,
        status: maintenance.status,
        reason: maintenance.reason,
        when: daysBefore(world.startedAt, -maintenance.inDays),
      })),
    );
}

type About = Pick<Notification, 'account' | 'entity'>;

function findEntity(world: World, { account, entity: { type, label } }: About, now: number) {
  if (type === 'region') return { id: null, label, type, url: `/regions/${label}` };
  if (type === 'account') return { id: null, label, type, url: '/account' };
  const ticket = tickets.find((candidate) => candidate.summary === label);
  if (type === 'ticket' && ticket) {
    return { id: ticket.id, label, type, url: `/support/tickets/${ticket.id}` };
  }
  const [linode] = linkedLinodes(world, { account, on: [label] }, now);
  if (!linode) return undefined;
  return { id: linode.id, label: linode.label, type, url: `/linode/instances/${linode.id}` };
}
