import type { Expiry } from '../../views/components/expiry.ts';
import { isNever } from '../linode/tokens.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When something ends, in words. `soonDays` is the house's idea of soon. */
export function toExpiry(iso: string, soonDays: number, now = new Date()): Expiry {
  if (isNever(iso, now)) return { state: 'never', words: 'Never', at: '' };
  const leftMs = Date.parse(iso) - now.getTime();
  if (leftMs <= 0) return { state: 'expired', words: 'Expired', at: iso };
  const state = leftMs <= soonDays * DAY_MS ? 'soon' : 'later';
  return { state, words: `Expires in ${spanInWords(leftMs)}`, at: iso };
}

function spanInWords(ms: number): string {
  if (ms < DAY_MS / 2) return plural(Math.max(1, Math.round(ms / HOUR_MS)), 'hour');
  return plural(Math.max(1, Math.round(ms / DAY_MS)), 'day');
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
