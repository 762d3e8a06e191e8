import { dayMs, toTimestamp } from './clock.ts';
import type { Linode } from './linode.ts';
import { findPlan } from './plan.ts';
import type { World } from './world.ts';

type Invoice = { readonly id: number; readonly account: string; readonly at: number };

const months = 30;
const taxRate = 0.25;

/** An account's invoices, one a month back from the start, the oldest first. */
export function invoicesOf(world: World, account: string): readonly Invoice[] {
  const first = account === 'harbour' ? 18_200_114 : 19_600_020;
  return Array.from({ length: months }, (_, index) => {
    const at = new Date(world.startedAt);
    at.setUTCMonth(at.getUTCMonth() - (months - 1 - index), 1);
    at.setUTCHours(4, 0, 0, 0);
    return { id: first + index * 31_007, account, at: at.getTime() };
  });
}

/** An invoice as GET /account/invoices/{id} shows it. */
export function toInvoiceAnswer(invoice: Invoice, world: World) {
  const subtotal = toCents(sum(itemsOf(invoice, world).map(({ amount }) => amount)));
  const tax = toCents(subtotal * taxRate);
  return {
    id: invoice.id,
    label: `Invoice #${invoice.id}`,
    date: toTimestamp(invoice.at),
    billing_source: 'linode',
    subtotal,
    tax,
    tax_summary: [{ name: 'SE VAT', tax }],
    total: toCents(subtotal + tax),
  };
}

/** The payment of an invoice as GET /account/payments/{id} shows it, in whole dollars. */
export function toPaymentAnswer(invoice: Invoice, world: World) {
  const { total } = toInvoiceAnswer(invoice, world);
  return {
    id: invoice.id + 1,
    date: toTimestamp(invoice.at + 3 * dayMs),
    usd: Math.ceil(total),
  };
}

/** The lines of an invoice: each Linode that was there, and the backups of those that have them. */
export function itemsOf({ account, at }: Invoice, world: World) {
  return world.linodes
    .filter((linode) => linode.account === account && linode.created < at)
    .flatMap((linode) => linesFor(linode))
    .map(({ label, region, hourly, monthly }) => ({
      label,
      type: 'hourly',
      quantity: 720,
      unit_price: String(hourly),
      amount: monthly,
      tax: toCents(monthly * taxRate),
      total: toCents(monthly * (1 + taxRate)),
      region,
      from: toTimestamp(at - 30 * dayMs),
      to: toTimestamp(at - 1000),
    }));
}

function linesFor({ label, id, region, type, backups }: Linode) {
  const plan = findPlan(type);
  if (!plan) return [];
  const price = priceIn(plan, region);
  const linode = { label: `${plan.label} - ${label} (${id})`, region, ...price };
  if (!backups) return [linode];
  const service = `Backup Service - ${plan.label} - ${label} (${id})`;
  return [linode, { label: service, region, ...priceIn(plan.addons.backups, region) }];
}

type Prices = NonNullable<ReturnType<typeof findPlan>>['addons']['backups'];

function priceIn({ price, region_prices: regionPrices }: Prices, region: string) {
  const { hourly, monthly } = regionPrices.find(({ id }) => id === region) ?? price;
  return { hourly, monthly };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function toCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
