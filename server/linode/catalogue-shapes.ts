import { z } from 'zod';
import { amount, flag, identifier, text, texts, timestamp } from './shapes.ts';

export interface Price {
  readonly monthly: number | null;
  readonly hourly: number | null;
}

export type Plan = z.infer<typeof plan>;
export type Region = z.infer<typeof region>;
export type Availability = z.infer<typeof availability>;
export type Image = z.infer<typeof image>;

const price = z.object({ monthly: amount, hourly: amount });
const regionPrices = z
  .array(price.extend({ id: identifier }))
  .nullish()
  .transform((all) => all ?? []);

/** Anything with a price, and with others in some regions. */
export const offer = z.object({ price: price.nullish(), region_prices: regionPrices });

export const plan = z.object({
  id: identifier,
  label: text,
  class: text,
  vcpus: amount,
  memory: amount,
  disk: amount,
  transfer: amount,
  price: price.nullish(),
  region_prices: regionPrices,
  addons: z
    .object({
      backups: z.object({ price: price.nullish(), region_prices: regionPrices }).nullish(),
    })
    .nullish(),
});

export const region = z.object({
  id: identifier,
  label: text,
  country: text,
  capabilities: texts,
  status: text,
});

export const availability = z.object({ region: identifier, plan: identifier, available: flag });

export const image = z.object({
  id: identifier,
  label: text,
  vendor: text,
  deprecated: flag,
  eol: timestamp,
  is_public: flag,
  status: text,
});

/** A region's own price where it has one, else the plan's. */
export function priceIn(
  offer: { price?: Price | null | undefined; region_prices: readonly (Price & { id: string })[] },
  regionId: string,
): Price {
  const own = offer.region_prices.find(({ id }) => id === regionId) ?? offer.price;
  return { monthly: own?.monthly ?? null, hourly: own?.hourly ?? null };
}
