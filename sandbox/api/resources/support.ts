import { repliesTo, tickets, toTicketAnswer } from '../../world/ticket.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { parentOf } from '../visible.ts';

const access = { scope: 'account:read_only', users: 'account-access' } as const;

export const supportEndpoints: readonly Endpoint[] = [
  ...plainReads({
    ...access,
    path: '/support/tickets',
    filterable: ['closed', 'opened', 'updated'],
    rows: (call) => ticketsFor(call).map((ticket) => toTicketAnswer(ticket, call.world)),
  }),
  plainList({
    ...access,
    path: '/support/tickets/:id/replies',
    rows: (call) => repliesTo(parentOf(call, ticketsFor(call)), call.world),
  }),
];

function ticketsFor({ caller }: SignedCall) {
  return tickets.filter(({ account }) => account === caller.user.account);
}
