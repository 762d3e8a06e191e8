import type { HeldToken } from '../../server/audit/snapshot.ts';

/** A personal access token in somebody's snapshot. */
export function heldToken(id: number, more: Partial<HeldToken> = {}): HeldToken {
  return {
    kind: 'pat',
    id,
    label: `token-${id}`,
    prefix: '0123456789abcdef',
    scopes: 'linodes:read_only',
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '',
    website: '',
    firstSeenAt: '',
    ...more,
  };
}
