export const dayMs = 24 * 3600 * 1000;

/** A moment as Linode writes it: UTC, to the second, no offset. */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** The moment so many days before another, as Linode writes it; negative days lie after. */
export function daysBefore(ms: number, days: number): string {
  return toTimestamp(ms - days * dayMs);
}
