import type { Availability, Image } from '../linode/catalogue-shapes.ts';

const MONTH_MS = 30.44 * 24 * 3_600_000;
/** An image is offered, with a warning, for this long after its end of life. */
const GRACE_MONTHS = 6;

/** No row means available: Linode lists the constrained plans alone (facts: catalogue). */
export function isSoldOut(rows: readonly Availability[], plan: string, region: string): boolean {
  return rows.some((row) => row.plan === plan && row.region === region && !row.available);
}

/** True once an image may not be chosen any more. */
export function isEndOfLife(image: Image, now = Date.now()): boolean {
  return image.eol !== '' && now - Date.parse(image.eol) > GRACE_MONTHS * MONTH_MS;
}

/** True for an image that can still be chosen and should not be. */
export function isAgeing(image: Image, now = Date.now()): boolean {
  const isPastEol = image.eol !== '' && Date.parse(image.eol) < now;
  return !isEndOfLife(image, now) && (image.deprecated || isPastEol);
}
