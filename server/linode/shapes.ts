import { z } from 'zod';

/*
 * Linode's answers, read tolerantly: a field that is missing, null or new must not break a page.
 * What a page cannot do without (an id, a label) is required.
 */

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

export const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

export const amount = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** Linode's timestamps are UTC without an offset; the portal's are ISO 8601 with a Z. */
export const timestamp = z
  .string()
  .nullish()
  .transform((value) => {
    const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(value ?? '');
    const time = new Date(hasZone ? (value ?? '') : `${value}Z`);
    return Number.isNaN(time.getTime()) ? '' : time.toISOString();
  });

export const nothing = z.unknown();
