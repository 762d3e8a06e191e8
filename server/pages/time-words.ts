const format = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** A time inside a sentence: `22 Nov 2026, 10:00 UTC`. */
export function timeInWords(time: number): string {
  return Number.isNaN(time) ? 'an unknown time' : `${format.format(time)} UTC`;
}
