import type { SafeHtml } from '@remix-run/html-template';
import { auditAppsPage } from '../../../views/audit-apps.ts';
import { auditClientsPage } from '../../../views/audit-clients.ts';
import { auditLogPage } from '../../../views/audit-log.ts';
import { auditLoginsPage } from '../../../views/audit-logins.ts';
import { auditLookupPage } from '../../../views/audit-lookup.ts';
import { auditOverviewPage } from '../../../views/audit-overview.ts';
import { auditPolicyPage } from '../../../views/audit-policy.ts';
import { auditRevocationPage } from '../../../views/audit-revocation.ts';
import { auditRevokePage } from '../../../views/audit-revoke.ts';
import { auditTokenPage } from '../../../views/audit-token.ts';
import { auditTokensPage } from '../../../views/audit-tokens.ts';
import { auditUserPage } from '../../../views/audit-user.ts';
import { auditUsersPage } from '../../../views/audit-users.ts';
import type { Chrome } from '../../../views/layout.ts';
import { sampleAuditToken, sampleAuditTokens, sampleTokens } from './audit-tokens.ts';
import {
  sampleLog,
  sampleOverview,
  samplePolicy,
  sampleRevocation,
  sampleRevoke,
  sampleUser,
  sampleUsers,
} from './audit.ts';
import { sampleChrome, type Text } from './chrome.ts';

type AuditPages = Readonly<Record<string, (theme?: Chrome['theme']) => SafeHtml>>;

/** Every page of the audit in every shape it can take. */
export function auditPages(text: Text): AuditPages {
  return {
    ...overviewPages(text),
    ...tokenPages(text),
    ...revocationPages(text),
    ...peoplePages(text),
    ...listPages(text),
    ...toolPages(text),
  };
}

function page(text: Text, path: string, make: (chrome: Chrome) => SafeHtml): AuditPages[string] {
  return (theme = 'system') => make({ ...sampleChrome(text, path), theme });
}

function overviewPages(text: Text): AuditPages {
  const overview = sampleOverview(text);
  return {
    audit: page(text, '/audit', (chrome) => auditOverviewPage(chrome, overview)),
    'audit-empty': page(text, '/audit', (chrome) =>
      auditOverviewPage(chrome, {
        coverage: { problem: text('Linode lists users only to users with account access.') },
        collected: { at: '', by: '', problems: [] },
        counts: { sessions: 1, pats: 0, apps: 1, events: 0, clients: 2 },
        risks: [],
        nextExpiries: [],
        changes: [],
        snapshots: [],
        sealing: null,
        chain: { entries: 1, head: overview.chain.head },
      }),
    ),
  };
}

function tokenPages(text: Text): AuditPages {
  const tokens = sampleAuditTokens(text);
  const token = sampleAuditToken(text);
  const [first, , third, shadow] = sampleTokens(text);
  if (!first || !third || !shadow) throw new Error('four sample tokens were expected');
  const none = { rows: [], total: 0, page: 1, pages: 1 };
  const errors = [{ text: text('Select at least one token.') }];
  return {
    'audit-tokens': page(text, '/audit/tokens?page=2', (chrome) => auditTokensPage(chrome, tokens)),
    'audit-tokens-errors': page(text, '/audit/revoke', (chrome) =>
      auditTokensPage(chrome, { ...tokens, errors, note: undefined }),
    ),
    'audit-tokens-none-revocable': page(text, '/audit/tokens', (chrome) =>
      auditTokensPage(chrome, { ...tokens, list: { ...none, rows: [shadow], total: 1 } }),
    ),
    'audit-tokens-none-match': page(text, '/audit/tokens', (chrome) =>
      auditTokensPage(chrome, { ...tokens, list: none }),
    ),
    'audit-tokens-empty': page(text, '/audit/tokens', (chrome) =>
      auditTokensPage(chrome, { ...tokens, list: none, filtered: false }),
    ),
    'audit-token': page(text, '/audit/tokens/pat-4711', (chrome) => auditTokenPage(chrome, token)),
    'audit-token-shadow': page(text, '/audit/tokens/event-4502', (chrome) =>
      auditTokenPage(chrome, {
        ...token,
        row: { ...shadow, label: '', state: text('Owner asked') },
        matrix: [],
        unknownScopes: [],
        explanations: [],
        unexercised: [],
        history: [],
        ladder: [],
      }),
    ),
    'audit-lookup': page(text, '/audit/lookup', (chrome) =>
      auditLookupPage(chrome, { proof: text('proof-lookup'), errors: [] }),
    ),
    'audit-lookup-found': page(text, '/audit/lookup', (chrome) =>
      auditLookupPage(chrome, { proof: 'p', errors: [], answer: { found: [first, third] } }),
    ),
    'audit-lookup-none': page(text, '/audit/lookup', (chrome) =>
      auditLookupPage(chrome, {
        proof: 'p',
        errors: [],
        answer: { none: text('No token that Quayside knows of begins like this.') },
      }),
    ),
    'audit-lookup-errors': page(text, '/audit/lookup', (chrome) =>
      auditLookupPage(chrome, {
        proof: 'p',
        errors: [{ field: 'token', text: text('Enter at least 16 characters of the token.') }],
      }),
    ),
  };
}

function revocationPages(text: Text): AuditPages {
  const revoke = sampleRevoke(text);
  const revocation = sampleRevocation(text);
  const confirmed = revocation.items.slice(0, 1);
  return {
    'audit-revoke': page(text, '/audit/revoke', (chrome) => auditRevokePage(chrome, revoke)),
    'audit-revoke-errors': page(text, '/audit/revoke', (chrome) =>
      auditRevokePage(chrome, {
        ...revoke,
        targets: revoke.targets.slice(0, 1),
        reason: '',
        alsoBlock: false,
        offersBlock: undefined,
        warning: undefined,
        errors: [{ field: 'reason', text: text('Say why; it is kept in the log.') }],
      }),
    ),
    'audit-revocation': page(text, '/audit/revocations/v-81c2', (chrome) =>
      auditRevocationPage(chrome, revocation),
    ),
    'audit-revocation-done': page(text, '/audit/revocations/v-81c2', (chrome) =>
      auditRevocationPage(chrome, { ...revocation, items: confirmed, retry: undefined }),
    ),
  };
}

function peoplePages(text: Text): AuditPages {
  const user = sampleUser(text);
  const rows = sampleUsers(text);
  const { revokeAll, block } = user.forms;
  const nothing = { ...revokeAll, targets: [] };
  const errors = [{ field: 'reason', text: text('Say why; it is kept in the log.') }];
  const reasonForm = { proof: text('proof-unblock'), reason: '', errors };
  return {
    'audit-users': page(text, '/audit/users', (chrome) => auditUsersPage(chrome, { rows })),
    'audit-users-problem': page(text, '/audit/users', (chrome) =>
      auditUsersPage(chrome, { rows: [], problem: text('Linode did not answer.') }),
    ),
    'audit-user': page(text, '/audit/users/ben', (chrome) => auditUserPage(chrome, user)),
    'audit-user-blocked': page(text, '/audit/users/ben', (chrome) =>
      auditUserPage(chrome, {
        ...user,
        person: { ...user.person, blocked: { reason: text('Left the company.') } },
        forms: { revokeAll, unblock: reasonForm },
      }),
    ),
    'audit-user-unknown': page(text, '/audit/users/farid', (chrome) =>
      auditUserPage(chrome, {
        ...user,
        person: {
          ...user.person,
          role: 'admin',
          hasTwoFactor: null,
          restricted: null,
          keyCount: null,
          onAccount: null,
          connectedAt: '',
          lastLoginAt: '',
        },
        tokens: [],
        gone: [],
        timeline: [],
        forms: {
          revokeAll: nothing,
          block: block && { ...block, refusal: text('The last admin cannot be blocked.') },
        },
      }),
    ),
  };
}

function listPages(text: Text): AuditPages {
  const taken = { takenAt: '2026-11-22T09:41:00Z', takenBy: text('anna') };
  const problem = text('Linode did not answer within 10 seconds.');
  const login = {
    at: '2026-11-22T09:12:00',
    username: text('ben'),
    ip: text('198.51.100.4'),
    restricted: true,
    status: 'failed',
  };
  const app = {
    label: text('Terraform Cloud'),
    website: text('https://app.terraform.example/'),
    people: [text('ben'), 'carla'],
    scopes: text('Linodes: read and write, Domains: read and write'),
    known: true,
  };
  const client = {
    id: text('5737007ca1b2c3d4e5f6'),
    label: text('Status board'),
    redirectUri: text('https://board.harbour.example/oauth/callback'),
    isPublic: false,
  };
  return {
    'audit-apps': page(text, '/audit/apps', (chrome) =>
      auditAppsPage(chrome, {
        rows: [
          app,
          { ...app, website: 'javascript:alert(1)', known: false },
          { ...app, website: '' },
        ],
      }),
    ),
    'audit-apps-empty': page(text, '/audit/apps', (chrome) => auditAppsPage(chrome, { rows: [] })),
    'audit-clients': page(text, '/audit/clients', (chrome) =>
      auditClientsPage(chrome, { ...taken, rows: [client, { ...client, isPublic: true }] }),
    ),
    'audit-clients-problem': page(text, '/audit/clients', (chrome) =>
      auditClientsPage(chrome, { takenAt: '', takenBy: '', rows: { problem } }),
    ),
    'audit-clients-empty': page(text, '/audit/clients', (chrome) =>
      auditClientsPage(chrome, { ...taken, rows: [] }),
    ),
    'audit-logins': page(text, '/audit/logins', (chrome) =>
      auditLoginsPage(chrome, {
        rows: [
          login,
          { ...login, status: 'successful', restricted: false },
          { ...login, status: text('successful_with_tfa') },
        ],
      }),
    ),
    'audit-logins-problem': page(text, '/audit/logins', (chrome) =>
      auditLoginsPage(chrome, { rows: { problem } }),
    ),
    'audit-logins-empty': page(text, '/audit/logins', (chrome) =>
      auditLoginsPage(chrome, { rows: [] }),
    ),
  };
}

function toolPages(text: Text): AuditPages {
  const log = sampleLog(text);
  const policy = samplePolicy(text);
  const broken = { intact: false, upTo: 12_001, reason: text('its hash is another') };
  const all = { user: '', type: '', since: '', until: '', size: 25 } as const;
  return {
    'audit-log': page(text, '/audit/log?user=anna', (chrome) => auditLogPage(chrome, log)),
    'audit-log-broken': page(text, '/audit/log', (chrome) =>
      auditLogPage(chrome, { ...log, chain: { ...log.chain, verified: broken }, rows: [] }),
    ),
    'audit-log-empty': page(text, '/audit/log', (chrome) =>
      auditLogPage(chrome, {
        query: all,
        rows: [],
        types: [],
        chain: { entries: 0, head: '0'.repeat(64), verified: { intact: true, upTo: 0 } },
      }),
    ),
    'audit-policy': page(text, '/audit/policy', (chrome) => auditPolicyPage(chrome, policy)),
    'audit-policy-problem': page(text, '/audit/policy', (chrome) =>
      auditPolicyPage(chrome, {
        ...policy,
        admins: [],
        preview: { changes: [], problem: text('tokens.old_after_days (too_small)') },
      }),
    ),
    'audit-policy-same': page(text, '/audit/policy', (chrome) =>
      auditPolicyPage(chrome, { ...policy, preview: { changes: [] } }),
    ),
  };
}
