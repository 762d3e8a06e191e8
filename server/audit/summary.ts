import type { Holding } from './holding.ts';
import type { Holdings } from './holdings.ts';
import { risks, type Risk } from './risks.ts';

/** What all tokens together come to. */
export interface HoldingsSummary {
  readonly kinds: Readonly<Record<Holding['kind'], number>>;
  readonly risks: Readonly<Record<Risk, number>>;
  /** Those that end next, the first in front. */
  readonly nextToExpire: readonly Holding[];
}

const NEXT = 8;

/** A table of tokens does not change; what was counted once holds as long as it does. */
const summaries = new WeakMap<Holdings, HoldingsSummary>();

export function summaryOf(holdings: Holdings): HoldingsSummary {
  const known = summaries.get(holdings);
  if (known !== undefined) return known;
  const summary = summarise(holdings.all);
  summaries.set(holdings, summary);
  return summary;
}

function summarise(all: readonly Holding[]): HoldingsSummary {
  const kinds = { pat: 0, app: 0, event: 0 };
  const counts = Object.fromEntries(Object.keys(risks).map((risk) => [risk, 0])) as Record<
    Risk,
    number
  >;
  let next: readonly Holding[] = [];
  for (const holding of all) {
    kinds[holding.kind] += 1;
    for (const risk of holding.risks) counts[risk] += 1;
    if (isBefore(holding, next)) next = [...next, holding].sort(byEnd).slice(0, NEXT);
  }
  return { kinds, risks: counts, nextToExpire: next };
}

/** Whether this one is among those that end next. */
function isBefore({ endsAt }: Holding, next: readonly Holding[]): boolean {
  if (endsAt === null || endsAt === Infinity) return false;
  return next.length < NEXT || endsAt < (next.at(-1)?.endsAt ?? 0);
}

function byEnd(one: Holding, other: Holding): number {
  return (one.endsAt ?? 0) - (other.endsAt ?? 0);
}
