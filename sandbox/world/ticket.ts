import { createHash } from 'node:crypto';
import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { World } from './world.ts';

type Reply = { readonly daysAgo: number; readonly by: string; readonly text: string };

/** A ticket with Linode's support; replies by `linode` are theirs. */
export type Ticket = {
  readonly account: string;
  readonly id: number;
  readonly by: string;
  readonly summary: string;
  readonly description: string;
  readonly status: 'new' | 'open' | 'closed';
  readonly daysOld: number;
  readonly closedDaysAgo?: number;
  readonly about: { readonly type: 'linode' | 'volume'; readonly label: string } | null;
  readonly replies: readonly Reply[];
};

const older = Array.from({ length: 26 }, (_, index): Ticket => {
  const daysOld = 150 + index * 37;
  return {
    account: 'harbour',
    id: 21_200_000 - index * 71_003,
    by: ['ada-admin', 'ivo-infra', 'kim-kubernetes'][index % 3] ?? '',
    summary: `A question about invoice ${1 + index}`,
    description: 'What is the second line of this invoice about?',
    status: 'closed',
    daysOld,
    closedDaysAgo: daysOld - 2,
    about: null,
    replies: [{ daysAgo: daysOld - 1, by: 'linode', text: 'It is the backup service.' }],
  };
});

export const tickets = [...readData<readonly Ticket[]>('tickets.json'), ...older];

/** A ticket as GET /support/tickets/{id} shows it. */
export function toTicketAnswer(ticket: Ticket, world: World) {
  const { startedAt } = world;
  const last = ticket.replies.at(-1);
  return {
    id: ticket.id,
    summary: ticket.summary,
    description: ticket.description,
    status: ticket.status,
    opened: daysBefore(startedAt, ticket.daysOld),
    opened_by: ticket.by,
    updated: daysBefore(startedAt, ticket.closedDaysAgo ?? last?.daysAgo ?? ticket.daysOld),
    updated_by: last ? authorOf(last) : null,
    closed: ticket.closedDaysAgo === undefined ? null : daysBefore(startedAt, ticket.closedDaysAgo),
    closable: ticket.status !== 'closed',
    entity: toEntity(ticket, world),
    attachments: [],
    gravatar_id: gravatarOf(ticket.by),
  };
}

/** The replies to a ticket as GET /support/tickets/{id}/replies shows them. */
export function repliesTo(ticket: Ticket, { startedAt }: World) {
  return ticket.replies.map((reply, index) => ({
    id: ticket.id * 10 + index,
    description: reply.text,
    created: daysBefore(startedAt, reply.daysAgo),
    created_by: authorOf(reply),
    from_linode: reply.by === 'linode',
    gravatar_id: gravatarOf(reply.by),
  }));
}

function toEntity({ account, about }: Ticket, world: World) {
  if (!about) return null;
  const { type, label } = about;
  const isIt = (thing: { account: string; label: string }) =>
    thing.account === account && thing.label === label;
  const id =
    type === 'linode'
      ? world.seededLinodes.get(`${account} ${label}`)?.id
      : world.volumes.find(isIt)?.id;
  const folder = type === 'linode' ? 'linode/instances' : 'volumes';
  return id === undefined ? null : { id, label, type, url: `/v4/${folder}/${id}` };
}

function authorOf({ by }: Reply): string {
  return by === 'linode' ? 'Linode Support' : by;
}

function gravatarOf(name: string): string {
  return createHash('md5').update(name).digest('hex');
}
