import type { AuditTokenRow } from '../../views/audit-tokens.ts';
import type { Holding } from '../audit/holding.ts';
import { risks, sessionRisks, type SessionRisk } from '../audit/risks.ts';
import { readScopes, type ScopeSet } from '../linode/scopes.ts';
import type { SessionFacts } from '../session/session-facts.ts';
import { timeInWords } from './time-words.ts';

const DAY_MS = 24 * 3_600_000;
const NOT_REPORTED = 'Not reported by Linode';

/** A token of the inventory in the words of the audit pages. */
export function toTokenRow(holding: Holding): AuditTokenRow {
  const { ref, owner, kind, label, prefix, scopes, createdAt, endsAt } = holding;
  return {
    ref,
    owner,
    kind,
    label,
    prefix,
    scopes: scopes === null ? 'Unknown: seen in events alone' : scopesInWords(readScopes(scopes)),
    createdAt: toIso(createdAt),
    age: createdAt === null ? '' : ageInWords(createdAt),
    expires: expiryOf(endsAt),
    lastUsed: NOT_REPORTED,
    risks: holding.risks.map((risk) => ({ risk, words: risks[risk] })),
    state: '',
    revocable: kind !== 'event',
  };
}

/** A portal session beside the tokens: the one kind whose last use is known. */
export function toSessionRow(session: SessionFacts, found: readonly SessionRisk[]): AuditTokenRow {
  const { vaultId, username, state, startedAt, absoluteEnd, lastUsedAt, address, revokeTries } =
    session;
  const pending = revokeTries > 0 ? `pending after ${revokeTries} tries` : 'pending';
  return {
    ref: sessionRef(session),
    owner: username,
    kind: 'session',
    label: address === '' ? 'Portal session' : `Portal session from ${address}`,
    prefix: vaultId.slice(0, 8),
    scopes: scopesInWords(readScopes(session.scopes.join(' '))),
    createdAt: toIso(startedAt),
    age: ageInWords(startedAt),
    expires: { at: toIso(absoluteEnd), words: untilInWords(absoluteEnd) },
    lastUsed: lastUsedAt === 0 ? 'At sign-in' : timeInWords(lastUsedAt),
    risks: found.map((risk) => ({ risk, words: sessionRisks[risk] })),
    state: state === 'live' ? '' : `Ended here, Linode: ${pending}`,
    revocable: state === 'live',
  };
}

export function sessionRef({
  vaultId,
  username,
}: Pick<SessionFacts, 'vaultId' | 'username'>): string {
  return `session-${vaultId}@${username}`;
}

/** The parts of a ref such as `pat-123@ada`; null for what is none. */
export function readRef(ref: string): { kind: string; id: string; owner: string } | null {
  const match = /^(pat|app|event|session)-([\w-]{1,40})@(.{1,64})$/.exec(ref);
  const [, kind, id, owner] = match ?? [];
  return kind && id && owner ? { kind, id, owner } : null;
}

export function scopesInWords(scopes: ScopeSet): string {
  if (scopes.isFull) return 'Everything, read and write';
  const named = [...scopes.levels].map(
    ([product, level]) => `${product} ${level === 'read_write' ? 'read/write' : 'read'}`,
  );
  return [...named, ...scopes.unknown.map((part) => `unknown “${part}”`)].join(', ') || 'None';
}

function expiryOf(endsAt: number | null): AuditTokenRow['expires'] {
  if (endsAt === null) return { at: '', words: 'Unknown' };
  if (endsAt === Infinity) return { at: '', words: 'Never' };
  return { at: toIso(endsAt), words: untilInWords(endsAt) };
}

function untilInWords(time: number): string {
  const leftMs = time - Date.now();
  if (leftMs <= 0) return 'Expired';
  if (leftMs < DAY_MS) return 'In less than a day';
  return `In ${plural(Math.floor(leftMs / DAY_MS), 'day')}`;
}

function ageInWords(time: number): string {
  const days = Math.floor((Date.now() - time) / DAY_MS);
  if (days < 1) return 'today';
  return days < 60 ? plural(days, 'day') : plural(Math.floor(days / 30.44), 'month');
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function toIso(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString();
}
