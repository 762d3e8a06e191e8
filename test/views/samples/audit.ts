import type { AuditLogProps } from '../../../views/audit-log.ts';
import type { AuditOverviewProps } from '../../../views/audit-overview.ts';
import type { AuditPolicyProps } from '../../../views/audit-policy.ts';
import type { AuditRevocationProps } from '../../../views/audit-revocation.ts';
import type { AuditRevokeProps } from '../../../views/audit-revoke.ts';
import type { AuditUserProps } from '../../../views/audit-user.ts';
import type { AuditUserRow } from '../../../views/audit-users.ts';
import { sampleTokens } from './audit-tokens.ts';
import type { Text } from './chrome.ts';

const hash = '9f3c1e7a5b2d4c6f8091a2b3c4d5e6f70123456789abcdef0123456789abcdef';

export function sampleOverview(text: Text): AuditOverviewProps {
  return {
    coverage: { seen: 14, total: 17, missing: [text('dmitri'), text('elif'), text('farid')] },
    collected: {
      at: '2026-11-22T09:41:00Z',
      by: text('anna'),
      problems: [text('Linode lists OAuth clients only to users with account access.')],
    },
    counts: { sessions: 3, pats: 1187, apps: 14, events: 1, clients: null },
    risks: [
      { risk: 'full-access', words: text('Full access'), count: 4 },
      { risk: 'never-expires', words: text('Never expires'), count: 1012 },
      { risk: 'owner-gone', words: text('Owner is not on the account'), count: 0 },
    ],
    nextExpiries: [
      {
        ref: text('app-88@carla'),
        label: text('Terraform Cloud'),
        owner: text('carla'),
        expiresAt: '2026-12-01T09:00:00Z',
      },
      { ref: text('pat-9@ben'), label: '', owner: 'ben', expiresAt: '2026-12-24T09:00:00Z' },
    ],
    changes: [
      {
        at: '2026-11-22T09:41:00Z',
        owner: text('ben'),
        words: text('added PAT “ci” (linodes:read_write)'),
      },
      { at: '2026-11-21T11:02:00Z', owner: 'carla', words: text('removed PAT “laptop”') },
    ],
    snapshots: [
      { username: text('anna'), takenAt: '2026-11-22T09:41:00Z' },
      {
        username: text('ben'),
        takenAt: '2026-11-19T16:30:00Z',
        problem: text('Linode did not answer within 10 seconds.'),
      },
      { username: 'farid', takenAt: '', problem: text('Linode asks for account:read_only.') },
    ],
    sealing: {
      countedAt: '2026-11-22T09:41:00Z',
      keys: [
        { kid: text('k3'), sessions: 1187, role: 'seals' },
        { kid: 'k2', sessions: 4, role: 'opens' },
        { kid: 'k1', sessions: 0, role: 'opens' },
        { kid: '', sessions: 1, role: 'unknown' },
      ],
    },
    chain: { entries: 12_345, head: hash },
  };
}

export function sampleRevoke(text: Text): AuditRevokeProps {
  return {
    targets: sampleTokens(text).map(({ ref, owner, kind, label }) => ({
      ref,
      owner,
      kind,
      label,
      consequence: text('Revoked at Linode at once, with its owner’s session.'),
    })),
    reason: text('Found in a public repository'),
    alsoBlock: true,
    offersBlock: text('ben'),
    warning: text('One of these is your own session: you will be signed out.'),
    errors: [],
    proof: text('proof-revoke'),
    backHref: '/audit/tokens?risk=full-access',
  };
}

export function sampleRevocation(text: Text): AuditRevocationProps {
  const item = (linode: AuditRevocationProps['items'][number]['linode'], detail: string) => ({
    owner: text('ben'),
    kind: 'pat',
    label: text('ci'),
    local: linode === 'confirmed' ? ('ended' as const) : ('none' as const),
    linode,
    detail: text(detail),
  });
  return {
    id: text('v-81c2'),
    by: text('anna'),
    reason: text('Found in a public repository'),
    at: '2026-11-22T10:02:11Z',
    items: [
      item('confirmed', 'Read back at 10:02:14 UTC: gone.'),
      item('pending', 'Tried 3 times; next at 10:03 UTC.'),
      item('failed', 'Linode refused: Your OAuth token is not authorized.'),
      item('asked-owner', 'ben sees it at the next sign-in.'),
    ],
    againHref: '/audit/revocations/v-81c2',
    retry: { proof: text('proof-retry'), targets: [text('pat-4711@ben')] },
  };
}

export function sampleUsers(text: Text): readonly AuditUserRow[] {
  return [
    {
      username: text('anna'),
      hasTwoFactor: true,
      restricted: false,
      lastLoginAt: '2026-11-22T08:40:00',
      onAccount: true,
      connectedAt: '2026-11-22T09:41:00Z',
      tokens: 3,
      risks: 0,
      blocked: false,
      role: 'admin',
    },
    {
      username: text('ben'),
      hasTwoFactor: false,
      restricted: true,
      lastLoginAt: '2026-11-19T16:20:00',
      onAccount: false,
      connectedAt: '2026-11-19T16:30:00Z',
      tokens: 1012,
      risks: 12,
      blocked: true,
      role: 'member',
    },
    {
      username: text('farid'),
      hasTwoFactor: null,
      restricted: null,
      lastLoginAt: '',
      onAccount: null,
      connectedAt: '',
      tokens: 0,
      risks: 0,
      blocked: false,
      role: 'member',
    },
  ];
}

export function sampleUser(text: Text): AuditUserProps {
  return {
    person: {
      username: text('ben'),
      role: 'member',
      hasTwoFactor: false,
      restricted: true,
      lastLoginAt: '2026-11-19T16:20:00',
      passwordCreatedAt: '2024-02-01T10:00:00',
      keyCount: 2,
      onAccount: true,
      connectedAt: '2026-11-19T16:30:00Z',
    },
    tokens: sampleTokens(text),
    gone: [
      { label: text('laptop'), kind: 'pat', goneAt: '2026-11-21T11:02:00Z', how: text('Expired') },
      { label: '', kind: 'app', goneAt: '2026-11-20T11:02:00Z', how: text('Revoked here') },
    ],
    timeline: [
      {
        at: '2026-11-22T09:41:00Z',
        source: 'portal',
        words: text('Signed in'),
        detail: text('from 192.0.2.77'),
      },
      {
        at: '2026-11-22T09:30:00Z',
        source: 'linode',
        words: text('Linode rebooted'),
        detail: text('web-1.harbour.example'),
      },
      {
        at: '2026-11-22T09:12:00Z',
        source: 'login',
        words: text('Login failed'),
        detail: text('from 198.51.100.4'),
      },
    ],
    timelineNote: text('Linode keeps 90 days; Quayside’s own entries reach back to 2 Oct 2026.'),
    forms: {
      revokeAll: { proof: text('proof-all'), targets: [text('pat-4711@ben'), text('app-88@ben')] },
      block: { proof: text('proof-block'), reason: '', errors: [] },
    },
  };
}

export function sampleLog(text: Text): AuditLogProps {
  const row = (seq: number, type: string, what: string) => ({
    seq,
    at: '2026-11-22T10:02:11Z',
    type: text(type),
    who: text('anna'),
    what: text(what),
    detail: text('linode: 81204492, action: reboot'),
    reference: text('v-81c2'),
    address: text('192.0.2.77'),
    hash,
  });
  return {
    query: {
      user: text('anna'),
      type: 'revocation.begun',
      since: '2026-11-01',
      until: text('2026-11-22'),
      size: 50,
    },
    rows: [
      row(12_345, 'revocation.begun', 'Began to revoke 4 tokens: Found in a public repository'),
      row(12_344, 'signin.succeeded', 'Signed in'),
      { ...row(12_343, 'policy.loaded', 'Policy loaded'), who: '', address: '', reference: '' },
    ],
    older: '/audit/log?before=12343',
    newest: '/audit/log',
    chain: { entries: 12_345, head: hash, verified: { intact: true, upTo: 12_345 } },
    types: [
      { value: 'revocation.begun', label: text('Revocation begun') },
      { value: 'signin.succeeded', label: text('Signed in') },
    ],
  };
}

export function samplePolicy(text: Text): AuditPolicyProps {
  return {
    hash,
    loadedAt: '2026-11-20T06:00:00Z',
    admins: [text('anna'), 'carla'],
    rules: [
      {
        name: text('Old after'),
        value: text('180 days'),
        text: text('A token that lives on unchanged for longer is flagged as old.'),
      },
      {
        name: text('Never expires'),
        value: text('Allowed'),
        text: text('The form that creates a token offers it, with a warning.'),
      },
      {
        name: text('Known apps'),
        value: text('Terraform Cloud'),
        text: text('Any other is unknown.'),
      },
    ],
    preview: {
      changes: [
        { words: text('Newly flagged as old: 3 tokens'), owners: [text('ben'), 'carla'] },
        { words: text('No longer an admin'), owners: [text('carla')] },
      ],
    },
    previewText: text('admins: [anna]\ntokens:\n  old_after_days: 90\n'),
    proof: text('proof-policy'),
  };
}
