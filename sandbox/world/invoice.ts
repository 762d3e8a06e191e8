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
  const charges = linodesOn(invoice, world).flatMap(chargesFor);
  const subtotal = toCents(charges.reduce((total, { monthly }) => total + monthly, 0));
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
export function itemsOf(invoice: Invoice, world: World) {
  const { at } = invoice;
  return linodesOn(invoice, world).flatMap((linode) =>
    chargesFor(linode).map(({ service, hourly, monthly }) => ({
      label: `${service}${linode.label} (${linode.id})`,
      type: 'hourly',
      quantity: 720,
      unit_price: String(hourly),
      amount: monthly,
      tax: toCents(monthly * taxRate),
      total: toCents(monthly * (1 + taxRate)),
      region: linode.region,
      from: toTimestamp(at - 30 * dayMs),
      to: toTimestamp(at - 1000),
    })),
  );
}

function linodesOn({ account, at }: Invoice, { linodes }: World): readonly Linode[] {
  return linodes.filter((linode) => linode.account === account && linode.created < at);
}

function chargesFor({ region, type, backups }: Linode) {
  const plan = findPlan(type);
  if (!plan) return [];
  const linode = { service: `${plan.label} - `, ...priceIn(plan, region) };
  if (!backups) return [linode];
  const service = `Backup Service - ${plan.label} - `;
  return [linode, { service, ...priceIn(plan.addons.backups, region) }];
}

type Prices = NonNullable<ReturnType<typeof findPlan>>['addons']['backups'];

function priceIn({ price, region_prices: regionPrices }: Prices, region: string) {
  const { hourly, monthly } = regionPrices.find(({ id }) => id === region) ?? price;
  return { hourly, monthly };
}

function toCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
