import type { AuditTokenProps } from '../../../views/audit-token.ts';
import type { AuditTokenRow, AuditTokensProps } from '../../../views/audit-tokens.ts';
import type { Text } from './chrome.ts';

export function sampleTokens(text: Text): readonly AuditTokenRow[] {
  return [ci(text), terraform(text), session(text), shadow(text)];
}

function ci(text: Text): AuditTokenRow {
  return {
    ref: text('pat-4711@ben'),
    owner: text('ben'),
    kind: 'pat',
    label: text('ci'),
    prefix: text('3f9a01c2b7d84e56'),
    scopes: text('Full access'),
    createdAt: '2025-12-01T08:15:00',
    age: text('356 days old'),
    expires: { at: '', words: text('Never') },
    lastUsed: text('Not reported by Linode'),
    risks: [
      { risk: 'never-expires', words: text('Never expires') },
      { risk: 'full-access', words: text('Full access') },
      { risk: 'account-write', words: text('Can change the account') },
      { risk: 'not-exercised', words: text('Write access with no change recorded in 90 days') },
    ],
    state: '',
    revocable: true,
  };
}

function terraform(text: Text): AuditTokenRow {
  return {
    ref: text('app-88@carla'),
    owner: text('carla'),
    kind: 'app',
    label: text('Terraform Cloud'),
    prefix: '',
    scopes: text('Linodes: read and write, Domains: read and write, Volumes: read only'),
    createdAt: '2026-10-30T12:00:00',
    age: text('23 days old'),
    expires: { at: '2026-12-01T09:00:00Z', words: text('in 9 days') },
    lastUsed: text('Not reported by Linode'),
    risks: [{ risk: 'expires-soon', words: text('Expires soon') }],
    state: text('Ended here, Linode: pending'),
    revocable: true,
  };
}

function session(text: Text): AuditTokenRow {
  return {
    ref: text('session-v7@anna'),
    owner: text('anna'),
    kind: 'session',
    label: text('Firefox on Linux'),
    prefix: '',
    scopes: text('Linodes: read only, Account: read only'),
    createdAt: '2026-11-22T08:41:00Z',
    age: text('today'),
    expires: { at: '2026-11-22T20:41:00Z', words: text('in 10 hours') },
    lastUsed: text('2 minutes ago from 192.0.2.77'),
    risks: [],
    state: '',
    revocable: true,
  };
}

function shadow(text: Text): AuditTokenRow {
  return {
    ref: text('event-4502@dmitri'),
    owner: text('dmitri'),
    kind: 'event',
    label: text('backup-job'),
    prefix: '',
    scopes: text('Scopes unknown'),
    createdAt: '2026-10-02T17:20:00',
    age: text('51 days old'),
    expires: { at: '', words: text('Not reported by Linode') },
    lastUsed: text('Not reported by Linode'),
    risks: [{ risk: 'unknown-scopes', words: text('Scopes unknown') }],
    state: '',
    revocable: false,
  };
}

export function sampleAuditTokens(text: Text): AuditTokensProps {
  return {
    query: {
      user: text('ben'),
      kind: '',
      risk: 'full-access',
      scope: 'linodes:read_write',
      expires: 'never',
      q: text('ci'),
      sort: 'risk',
      order: 'desc',
      size: 25,
      page: 2,
    },
    filtered: true,
    list: { rows: sampleTokens(text), total: 1204, page: 2, pages: 49 },
    risks: [
      { value: 'never-expires', label: text('Never expires') },
      { value: 'full-access', label: text('Full access') },
    ],
    scopes: [{ value: 'linodes:read_write', label: text('Linodes: read and write') }],
    proof: text('proof-tokens'),
    note: text('Tokens of 14 of 17 users, the oldest collected 3 days ago.'),
  };
}

export function sampleAuditToken(text: Text): AuditTokenProps {
  return {
    row: ci(text),
    facts: [
      { name: text('Number'), value: text('4711'), source: text('from Linode, 09:41 UTC') },
      { name: text('Website'), value: text('javascript:alert(1)'), source: text('from Linode') },
      { name: text('First seen'), value: text('2 Nov 2026'), source: text('by this portal') },
    ],
    matrix: [
      { product: text('Account'), level: 'read_write' },
      { product: text('Child accounts'), level: '' },
      { product: text('Databases'), level: '' },
      { product: text('Domains'), level: 'read_write' },
      { product: text('Events'), level: 'read_only' },
      { product: text('Firewalls'), level: '' },
      { product: text('Images'), level: 'read_only' },
      { product: text('IPs'), level: '' },
      { product: text('Linodes'), level: 'read_write' },
      { product: text('Object Storage'), level: '' },
    ],
    unknownScopes: [text('teleport:read_write')],
    explanations: [
      {
        words: text('Never expires'),
        text: text('A leak of it stays useful until it is revoked.'),
      },
      { words: text('Full access'), text: text('It may do all that its owner may do.') },
    ],
    unexercised: [text('Domains'), text('Account')],
    history: [
      { at: '2026-11-02T09:41:00Z', words: text('Scopes widened: linodes:read_only to *') },
      { at: '2026-10-02T09:41:00Z', words: text('Seen for the first time') },
    ],
    ladder: [
      {
        words: text('With its owner’s session.'),
        text: text(
          'ben is signed in here; Quayside can revoke it now and read back that it is gone.',
        ),
      },
      { words: text('By its owner.'), text: text('ben is asked at the next sign-in.') },
      { words: text('By removing the user.'), text: text('Ends all that ben holds at Linode.') },
    ],
    proof: text('proof-token'),
  };
}
