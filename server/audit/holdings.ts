import { LRUCache } from 'lru-cache';
import { isNever } from '../linode/tokens.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import type { Organisation } from './organisation.ts';
import type { Policy, PolicyRules } from './policy.ts';
import { risksOf, type OwnerFacts, type Risk } from './risks.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

/** A token somebody holds, with what the rules say of it. */
export interface Holding {
  /** `pat-123@owner`: names the token in URLs and exports. */
  readonly ref: string;
  readonly owner: string;
  /** `event`: nobody's list has it, only the account's events. */
  readonly kind: 'pat' | 'app' | 'event';
  readonly id: number;
  readonly label: string;
  readonly prefix: string;
  readonly scopes: string | null;
  readonly createdAt: number | null;
  readonly expiresAt: string | null;
  readonly website: string;
  /** When its owner's account last told of it. */
  readonly seenAt: string;
  readonly risks: readonly Risk[];
}

export interface Holdings {
  readonly all: readonly Holding[];
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** Changes whenever the rows do: what was derived from them is then to be derived anew. */
  readonly version: string;
}

const BATCH = 500;
/** The rules look at the clock: rows are assessed anew after this. */
const ASSESSED_MS = 60_000;

export type HoldingsOf = (organisation: Organisation) => Promise<Holdings>;

/**
 * Everybody's tokens as one table. Redis keeps one snapshot a person; this process keeps the table
 * made of them, and asks Redis only for the people whose snapshot changed since it last asked.
 */
export function createHoldings(redis: RedisConnection, policy: Policy): HoldingsOf {
  const snapshots = new Map<string, Snapshot>();
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
    if (snapshot === null) snapshots.delete(name);
    else snapshots.set(name, snapshot);
  }

  return async (organisation) => {
    running ??= bringUpToDate().finally(() => {
      running = null;
    });
    await running;
    const name = [version, organisation.takenAt, policy.inForce().hash].join('|');
    const known = tables.get(name);
    if (known !== undefined) return known;
    const all = assess(snapshots, organisation, policy);
    const made = { all, snapshots, version: `${name}|${Date.now()}` };
    tables.set(name, made);
    return made;
  };
}

function assess(
  snapshots: ReadonlyMap<string, Snapshot>,
  organisation: Organisation,
  policy: Policy,
): readonly Holding[] {
  const known = [...snapshots.values()].flatMap(toHoldings);
  const rows = [...known, ...shadowTokens(snapshots, organisation)];
  return assessWith(rows, organisation, policy.inForce().rules);
}

/** The same rows under these rules: what a policy says, or what another one would. */
export function assessWith(
  rows: readonly Unassessed[],
  organisation: Organisation,
  rules: PolicyRules,
): readonly Holding[] {
  const factsOf = ownerFacts(organisation);
  return rows.map((row) => ({
    ...row,
    risks: risksOf(
      { token: { ...row, isOurs: isOurs(row, organisation) }, owner: factsOf(row.owner) },
      rules,
    ),
  }));
}

/** The access that people gave to this portal itself shows among their apps, too. */
function isOurs({ kind, label }: Unassessed, { ownApp }: Organisation): boolean {
  return kind === 'app' && ownApp !== '' && label === ownApp;
}

type Unassessed = Omit<Holding, 'risks'>;

function toHoldings({ username, takenAt, tokens }: Snapshot): Unassessed[] {
  return tokens
    .filter(({ expiresAt }) => isNever(expiresAt) || Date.parse(expiresAt) > Date.now())
    .map(({ kind, id, label, prefix, scopes, createdAt, expiresAt, website }) => ({
      ref: `${kind}-${id}@${username}`,
      owner: username,
      kind,
      id,
      label,
      prefix,
      scopes,
      createdAt: createdAt === '' ? null : Date.parse(createdAt),
      expiresAt,
      website,
      seenAt: takenAt,
    }));
}

/** Created by the account's events, and neither held nor known to be gone in anybody's snapshot. */
function shadowTokens(
  snapshots: ReadonlyMap<string, Snapshot>,
  { tokenEvents, takenAt }: Organisation,
): Unassessed[] {
  const told = new Set<number>();
  for (const { tokens, gone } of snapshots.values())
    for (const { kind, id } of [...tokens, ...gone]) if (kind === 'pat') told.add(id);
  const isSeenSince = (username: string, at: string) =>
    (snapshots.get(username.toLowerCase())?.takenAt ?? '') > at;
  return (tokenEvents ?? [])
    .filter(
      ({ tokenId, username, createdAt }) => !told.has(tokenId) && !isSeenSince(username, createdAt),
    )
    .map(({ tokenId, label, username, createdAt }) => ({
      ref: `event-${tokenId}@${username}`,
      owner: username,
      kind: 'event' as const,
      id: tokenId,
      label,
      prefix: '',
      scopes: null,
      createdAt: createdAt === '' ? null : Date.parse(createdAt),
      expiresAt: null,
      website: '',
      seenAt: takenAt,
    }));
}

function ownerFacts({ people, changed }: Organisation): (owner: string) => OwnerFacts {
  const known = new Map((people ?? []).map((person) => [person.username.toLowerCase(), person]));
  const changedSets = new Map(
    Object.entries(changed ?? {}).map(([name, found]) => [name, new Set(found)]),
  );
  return (owner) => {
    const name = owner.toLowerCase();
    return {
      isOnAccount: people === null ? null : known.has(name),
      hasTwoFactor: known.get(name)?.hasTwoFactor ?? null,
      changed: changed === null ? null : (changedSets.get(name) ?? new Set()),
    };
  };
}
