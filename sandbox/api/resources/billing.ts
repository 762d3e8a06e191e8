import { invoicesOf, itemsOf, toInvoiceAnswer, toPaymentAnswer } from '../../world/invoice.ts';
import { paymentMethodsOf } from '../../world/payment-method.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { parentOf } from '../visible.ts';

const access = { scope: 'account:read_only', users: 'account-access' } as const;

export const billingEndpoints: readonly Endpoint[] = [
  ...plainReads({
    ...access,
    path: '/account/invoices',
    filterable: ['billing_source', 'date', 'label', 'total'],
    rows: (call) => invoicesFor(call).map((invoice) => toInvoiceAnswer(invoice, call.world)),
  }),
  plainList({
    ...access,
    path: '/account/invoices/:id/items',
    rows: (call) => itemsOf(parentOf(call, invoicesFor(call)), call.world),
  }),
  ...plainReads({
    ...access,
    path: '/account/payments',
    rows: (call) => invoicesFor(call).map((invoice) => toPaymentAnswer(invoice, call.world)),
  }),
  plainList({
    ...access,
    path: '/account/payment-methods',
    rows: ({ world, caller }) => paymentMethodsOf(world, caller.user.account),
  }),
];

function invoicesFor({ world, caller }: SignedCall) {
  return invoicesOf(world, caller.user.account);
}
