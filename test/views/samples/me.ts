import type { SafeHtml } from '@remix-run/html-template';
import type { Expiry } from '../../../views/components/expiry.ts';
import type { ScopeView } from '../../../views/components/scope-summary.ts';
import type { EndedRow, TokenRow } from '../../../views/components/token-table.ts';
import type { Chrome } from '../../../views/layout.ts';
import { mePage, type MeProps } from '../../../views/me.ts';
import { revokePage, type RevokeProps } from '../../../views/me-revoke.ts';
import { checkTokenPage, type CheckTokenProps } from '../../../views/me-token-check.ts';
import { createTokenPage, type CreateTokenProps } from '../../../views/me-token-create.ts';
import { tokenCreatedPage } from '../../../views/me-token-created.ts';
import { renameTokenPage } from '../../../views/me-token-rename.ts';
import { tokenUnknownPage } from '../../../views/me-token-unknown.ts';
import { myTokensPage } from '../../../views/me-tokens.ts';
import type { Text } from './chrome.ts';

type Make = (chrome: Chrome) => SafeHtml;

/** The pages of one's own access, by path and by the shapes they can take. */
export function meSamples(text: Text): Readonly<Record<string, readonly [string, Make]>> {
  const me = sampleMe(text);
  const problem = { problem: text('Linode did not answer within 10 seconds.') };
  const access = {
    inForce: [],
    missing: [text('events:read_only')],
    beyond: [text('linodes:*'), '*'],
  };
  const none = {
    access,
    sessions: [],
    tokens: [],
    apps: [],
    devices: [],
    logins: [],
    loginCount: 0,
  };
  const noKey = { scaleway: { since: null, proof: '' } };
  const failed = { ...me, tokens: problem, apps: problem, devices: problem, logins: problem };
  const create = sampleForm(text);
  const check = sampleCheck(text);
  const revoke = sampleRevoke(text);
  const label = text('tide-monitor');
  const made = { id: 7, label, expiry: soon, scopes: someScopes(text), granted: text('linodes:*') };
  const unknown = {
    label,
    isUnderWay: false,
    found: [{ id: 7, prefix: text('0123456789abcdef'), createdAt: at }],
    againHref: '/me/tokens/create/check?draft=d',
    anewHref: '/me/tokens/create?from=d',
  };
  const rename = { id: 7, current: label, label, proof: text('proof'), errors: [] };
  const wrong = [{ field: 'label', text: text('Label is taken') }, { text: text('Not today') }];
  return {
    me: ['/me', (chrome) => mePage(chrome, me)],
    'me-none': [
      '/me',
      (chrome) => mePage({ ...chrome, flash: 'token-kept' }, { ...me, ...none, ...noKey }),
    ],
    'me-problems': ['/me', (chrome) => mePage(chrome, failed)],
    'my-tokens': [
      '/me/tokens',
      (chrome) => myTokensPage(chrome, { tokens: tokens(text), ended: ended(text) }),
    ],
    'my-tokens-none': ['/me/tokens', (chrome) => myTokensPage(chrome, { tokens: [], ended: [] })],
    'create-token': ['/me/tokens/create', (chrome) => createTokenPage(chrome, create)],
    'create-token-errors': [
      '/me/tokens/create',
      (chrome) =>
        createTokenPage(chrome, { ...create, neverAllowed: false, errors: allWrong(text) }),
    ],
    'check-token': ['/me/tokens/create/check', (chrome) => checkTokenPage(chrome, check)],
    'check-token-errors': [
      '/me/tokens/create/check',
      (chrome) => checkTokenPage(chrome, { ...check, beyond: undefined, errors: wrong.slice(1) }),
    ],
    'token-created': [
      '/me/tokens/7/created',
      (chrome) => tokenCreatedPage(chrome, { ...made, secret: text('0'.repeat(64)) }),
    ],
    'token-shown': ['/me/tokens/7/created', (chrome) => tokenCreatedPage(chrome, made)],
    'token-lost': ['/me/tokens/create/check', (chrome) => tokenUnknownPage(chrome, unknown)],
    'token-under-way': [
      '/me/tokens/create/check',
      (chrome) => tokenUnknownPage(chrome, { ...unknown, isUnderWay: true, found: [] }),
    ],
    'rename-token': ['/me/tokens/7/rename', (chrome) => renameTokenPage(chrome, rename)],
    'rename-token-errors': [
      '/me/tokens/7/rename',
      (chrome) => renameTokenPage(chrome, { ...rename, errors: wrong }),
    ],
    'revoke-token': ['/me/tokens/7/revoke', (chrome) => revokePage(chrome, revoke)],
    'revoke-token-errors': [
      '/me/tokens/7/revoke',
      (chrome) =>
        revokePage(chrome, { ...revoke, errors: [{ field: 'answer', text: text('Choose one') }] }),
    ],
  };
}

const at = '2026-11-22T10:00:00Z';
const soon: Expiry = { state: 'soon', words: 'Expires in 9 days', at: '2026-12-01T10:00:00Z' };
const never: Expiry = { state: 'never', words: 'Never', at: '' };

function someScopes(text: Text): ScopeView {
  return {
    isFull: false,
    rows: [
      { label: 'Account', level: 'none' },
      { label: 'Images', level: 'read_only' },
      { label: 'Linodes', level: 'read_write' },
    ],
    unknown: [text('teleport:read_write')],
  };
}

const fullScopes: ScopeView = { isFull: true, rows: [], unknown: [] };

function tokens(text: Text): readonly TokenRow[] {
  const row = { label: text('max-laptop'), prefix: text('0123456789abcdef'), createdAt: at };
  return [
    {
      ...row,
      id: 7,
      scopes: someScopes(text),
      expiry: soon,
      wish: text('ada asks you to revoke it'),
    },
    { ...row, id: 8, scopes: fullScopes, expiry: never },
  ];
}

function ended(text: Text): readonly EndedRow[] {
  const row = { label: text('old-laptop'), prefix: text('fedcba9876543210'), scopes: fullScopes };
  return [{ ...row, how: 'Revoked', endedAt: at }];
}

function sampleMe(text: Text): MeProps {
  const session = {
    browser: text('Firefox 143 on Linux'),
    startedAt: at,
    lastUsedAt: at,
    lastAction: text('GET /linodes/:id'),
    address: text('198.51.100.7'),
  };
  const app = {
    label: text('Tide Monitor'),
    website: text('https://tides.example'),
    scopes: someScopes(text),
    createdAt: at,
    expiry: never,
  };
  const { browser, address } = session;
  return {
    access: { inForce: [text('linodes:read_only')], missing: [], beyond: [] },
    sessions: [
      { ...session, id: 's-1', isThis: true },
      { ...session, id: 's-2', isThis: false, lastUsedAt: '', lastAction: '', address: '' },
    ],
    proofs: { endOne: text('proof-one'), endOthers: text('proof-others') },
    tokens: tokens(text),
    apps: [
      { ...app, id: 1, isOwn: false, wish: text('ada asks you to revoke it') },
      { ...app, id: 2, isOwn: true, website: '' },
    ],
    devices: [{ browser, address, lastUsedAt: at, createdAt: at, expiry: soon }],
    scaleway: { since: at, proof: text('proof-scaleway') },
    logins: [
      { at, address, outcome: 'Successful' },
      { at, address: '', outcome: 'Failed' },
    ],
    loginCount: 24,
  };
}

function sampleForm(text: Text): CreateTokenProps {
  return {
    draft: text('draft-1'),
    proof: text('proof'),
    recipes: [
      { title: text('Certbot'), why: text('Domains'), href: '/me/tokens/create', isChosen: true },
      { title: text('Backups'), why: text('Linodes'), href: '/me/tokens/create', isChosen: false },
    ],
    label: text('certbot'),
    expiry: 'date',
    expiryDate: text('2027-01-31'),
    neverAllowed: true,
    scopes: {
      all: 'none',
      rows: [
        { name: 'scope_domains', label: 'Domains', level: 'read_write' },
        { name: 'scope_images', label: 'Images', level: 'none' },
      ],
    },
    errors: [],
    notice: text('Your form was open a long time. Check it and send again.'),
  };
}

function allWrong(text: Text) {
  return ['label', 'expiry', 'expiry_date', 'scopes'].map((field) => ({
    field,
    text: text(`There is something wrong with ${field}`),
  }));
}

function sampleCheck(text: Text): CheckTokenProps {
  return {
    draft: text('draft-1'),
    draftedAt: 1_795_000_000_000,
    proof: text('proof'),
    changeHref: '/me/tokens/create?draft=draft-1',
    label: text('certbot'),
    expiry: never,
    abilities: [text('See domains.'), 'See images.'],
    scopes: someScopes(text),
    warnings: [text('It never expires.')],
    beyond: { scopes: text('domains:read_write'), href: '/sign-in?for=manage-tokens' },
    errors: [],
  };
}

function sampleRevoke(text: Text): RevokeProps {
  return {
    noun: 'token',
    label: text('max-laptop'),
    facts: {
      prefix: text('0123456789abcdef'),
      website: text('https://tides.example'),
      createdAt: at,
      scopes: someScopes(text),
      expiry: soon,
    },
    consequences: [text('Every program that uses it stops.'), 'You will be signed out.'],
    action: '/me/tokens/7/revoke',
    proof: text('proof'),
    back: { href: '/me/tokens', text: 'My tokens' },
    errors: [],
  };
}
