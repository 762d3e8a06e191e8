export type AuditKind = 'pat' | 'app' | 'event' | 'session';

const words: Readonly<Record<AuditKind, string>> = {
  pat: 'Personal access token',
  app: 'OAuth app',
  event: 'Known from events',
  session: 'Portal session',
};

export const auditKinds = Object.keys(words) as readonly AuditKind[];

/** The word for a kind; the server may send one that this page does not know yet. */
export function kindWord(kind: string): string {
  return isAuditKind(kind) ? words[kind] : kind;
}

function isAuditKind(kind: string): kind is AuditKind {
  return Object.hasOwn(words, kind);
}
