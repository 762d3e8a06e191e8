import { z } from 'zod';
import { shownText } from '../shown-text.ts';

/*
 * Linode's answers, read tolerantly: a field that is missing, null, new or of another type than it
 * was must not break a page. What a page cannot do without (an id, a label) is required.
 */

const MAX_TEXTS = 100;

/** What names a thing, in a form and in a command: `us-east`, `g6-nanode-1`, `linode/debian12`. */
export const identifier = z.string().regex(/^[\w./:-]{1,100}$/);

export const requiredText = z.string().transform((value) => shownText(value));

export const text = textUpTo();

/** A sentence, or a list of scopes. */
export const longText = textUpTo(2000);

function textUpTo(length?: number) {
  return z
    .string()
    .nullish()
    .catch(null)
    .transform((value) => shownText(value ?? '', length));
}

export const texts = z
  .array(z.unknown())
  .nullish()
  .catch(null)
  .transform((all) => {
    const found = (all ?? []).filter((one) => typeof one === 'string');
    return found.slice(0, MAX_TEXTS).map((one) => shownText(one));
  });

export const amount = z
  .number()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

export const flag = z
  .boolean()
  .nullish()
  .catch(null)
  .transform((value) => value ?? false);

/** Linode's timestamps are UTC without an offset; the portal's are ISO 8601 with a Z. */
export const timestamp = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => {
    const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(value ?? '');
    const time = new Date(hasZone ? (value ?? '') : `${value}Z`);
    return Number.isNaN(time.getTime()) ? '' : time.toISOString();
  });

export const nothing = z.unknown();

/**
 * The rows that can be read. For what is to be chosen from: of what is to be complete, a row that
 * cannot be read is an error.
 *
 * @throws {z.ZodError} when there are rows and none can be read
 */
export function readableRows<Item>(item: z.ZodType<Item>, rows: readonly unknown[]): Item[] {
  const read = rows.map((row) => item.safeParse(row));
  const good = read.flatMap((one) => (one.success ? [one.data] : []));
  const failed = read.find(({ success }) => !success);
  if (good.length === 0 && failed?.error !== undefined) throw failed.error;
  return good;
}

/** Deeper than anything of Linode's, and shallow enough for programs that call themselves. */
const MAX_DEPTH = 50;

/** Whatever it is, as long as it has a bottom. */
export const anything = z.unknown().refine((value) => isShallow(value, MAX_DEPTH));

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}
