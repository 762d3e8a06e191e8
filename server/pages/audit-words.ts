import type { ChainEntry } from '../audit/chain-entry.ts';

/** The log's types in words; a type of a later version shows as it is. */
export const entryWords: Readonly<Record<string, string>> = {
  'signin.succeeded': 'Signed in',
  'signin.started': 'Began to sign in',
  'signin.refused': 'Sign-in refused',
  'session.ended': 'Session ended',
  'token.refreshed': 'Access renewed',
  'token.revoked': 'Access ended at Linode',
  'request.refused': 'Request refused',
  'linode.create': 'Linode created',
  'linode.power': 'Linode powered',
  'pat.created': 'Personal access token created',
  'pat.renamed': 'Personal access token renamed',
  'pat.revoked': 'Personal access token revoked',
  'app.revoked': 'App access revoked',
  'scaleway.connected': 'Scaleway connected',
  'scaleway.disconnected': 'Scaleway disconnected',
  'revocation.begun': 'Revocation begun',
  'revocation.item': 'Revocation carried out',
  'person.blocked': 'Person blocked',
  'person.unblocked': 'Person let in again',
  'audit.viewed': 'Audit page viewed',
  'audit.exported': 'Audit exported',
  'policy.loaded': 'Policy loaded',
  'refusals.counted': 'Refusals of strangers',
};

const ownFields = new Set(['seq', 'entry', 'at', 'type', 'username', 'requestId', 'address']);

export function describeEntry({ body }: ChainEntry): { words: string; detail: string } {
  const detail = Object.entries(body)
    .filter(([name]) => !ownFields.has(name))
    .map(([name, value]) => `${name}: ${inWords(value)}`)
    .join(', ');
  return { words: entryWords[body.type] ?? body.type, detail };
}

/** Everybody an entry speaks of: who did it, and to whom. */
export function personsIn({ body }: ChainEntry): readonly string[] {
  const named = [body['username'], body['owner'], body['person']];
  const targets = Array.isArray(body['targets']) ? (body['targets'] as unknown[]) : [];
  const owners = targets.map((target) => (target as { owner?: unknown } | null)?.owner);
  return [...named, ...owners].filter((name) => typeof name === 'string');
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(' ');
  if (typeof value === 'object' && value !== null)
    return Object.values(value).map(inWords).join(' ');
  return String(value);
}
