import { setImmediate as others } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { createAssess } from './assess.ts';
import { shadowTokens, toHoldings, type Holding, type Unassessed } from './holding.ts';
import type { Organisation } from './organisation.ts';
import type { Policy } from './policy.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

export interface Holdings {
  /** By the owners' names; what only events tell of comes last. */
  readonly all: readonly Holding[];
  /** The same by owner, lower-cased. */
  readonly byOwner: ReadonlyMap<string, readonly Holding[]>;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** Changes whenever the rows do: what was derived from them is then to be derived anew. */
  readonly version: string;
}

const BATCH = 500;
/** The rules look at the clock: rows are assessed anew after this. */
const ASSESSED_MS = 60_000;
/** Assessed in one go; then everybody else's requests come first. */
const AT_A_TIME = 5000;

export type HoldingsOf = (organisation: Organisation) => Promise<Holdings>;

/**
 * Everybody's tokens as one table. Redis keeps one snapshot a person; this process keeps the table
 * made of them, asks Redis only for the people whose snapshot changed since it last asked, and assesses
 * only those anew.
 */
export function createHoldings(redis: RedisConnection, policy: Policy): HoldingsOf {
  const snapshots = new Map<string, Snapshot>();
  const rowsOf = new Map<string, readonly Unassessed[]>();
  const assessments = new LRUCache<string, Assessed>({ max: 4, ttl: ASSESSED_MS });
  const tables = new LRUCache<string, Holdings>({ max: 4, ttl: ASSESSED_MS });
  let version = 0;
  let running: Promise<void> | null = null;

  async function bringUpToDate(): Promise<void> {
    const changed = await redis.zrangebyscore(
      keys.inventories,
      `(${version}`,
      '+inf',
      'WITHSCORES',
    );
    for (let index = 0; index < changed.length; index += 2 * BATCH) {
      const part = changed.slice(index, index + 2 * BATCH);
      const names = part.filter((_, place) => place % 2 === 0);
      const found = await Promise.all(
        names.map(async (name) => await redis.get(keys.inventory(name))),
      );
      for (const [place, name] of names.entries())
        remember(name, readSnapshot(found[place] ?? null));
      version = Math.max(version, Number(part.at(-1)));
    }
  }

  function remember(name: string, snapshot: Snapshot | null): void {
    snapshots.delete(name);
    rowsOf.delete(name);
    if (snapshot === null) return;
    snapshots.set(name, snapshot);
    rowsOf.set(name, toHoldings(snapshot));
  }

  /** What was assessed for this account under this policy, within the last minute. */
  function assessedFor(name: string): Assessed {
    const known = assessments.get(name);
    if (known !== undefined) return known;
    const none: Assessed = new WeakMap();
    assessments.set(name, none);
    return none;
  }

  return async (organisation) => {
    running ??= bringUpToDate().finally(() => {
      running = null;
    });
    await running;
    const { rules, hash } = policy.inForce();
    const assessment = `${organisation.takenAt}|${hash}`;
    const name = `${version}|${assessment}`;
    const known = tables.get(name);
    if (known !== undefined) return known;
    const assessed = assessedFor(assessment);
    const assess = createAssess(organisation, rules);
    const byOwner = new Map<string, readonly Holding[]>();
    let fresh = 0;
    for (const owner of [...rowsOf.keys()].sort()) {
      const rows = rowsOf.get(owner) ?? [];
      const kept = assessed.get(rows);
      const own = kept ?? assess(rows.filter(isHeldAt(Date.now())));
      assessed.set(rows, own);
      byOwner.set(owner, own);
      if (kept === undefined) fresh += own.length;
      if (fresh < AT_A_TIME) continue;
      fresh = 0;
      await others();
    }
    const shadows = assess(shadowTokens(snapshots, organisation));
    const all = [...byOwner.values(), shadows].flat();
    for (const shadow of shadows) {
      const owner = shadow.owner.toLowerCase();
      byOwner.set(owner, [...(byOwner.get(owner) ?? []), shadow]);
    }
    const made = { all, byOwner, snapshots, version: `${name}|${Date.now()}` };
    tables.set(name, made);
    return made;
  };
}

/** The rows of one person, by the rows that were assessed. */
type Assessed = WeakMap<readonly Unassessed[], readonly Holding[]>;

function isHeldAt(now: number) {
  return ({ endsAt }: Unassessed) => endsAt === null || endsAt > now;
}
