const MAX_SECONDS = 3600;

/** The header's seconds, or the seconds until its date (RFC 9110 section 10.2.3); null for neither. */
export function readRetryAfter(header: string | null, now = Date.now()): number | null {
  const text = header?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, now);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), MAX_SECONDS);
}

function secondsUntil(date: string, now: number): number {
  return Math.ceil((Date.parse(date) - now) / 1000);
}
