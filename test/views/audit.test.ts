import { describe, expect, it } from '@jest/globals';
import type { SafeHtml } from '@remix-run/html-template';
import { auditAppsPage } from '../../views/audit-apps.ts';
import { auditLogPage } from '../../views/audit-log.ts';
import { auditLookupPage } from '../../views/audit-lookup.ts';
import { auditRevocationPage } from '../../views/audit-revocation.ts';
import { auditRevokePage } from '../../views/audit-revoke.ts';
import { auditUserPage } from '../../views/audit-user.ts';
import type { Chrome } from '../../views/layout.ts';
import { auditPages } from './samples/audit-pages.ts';
import { sampleTokens } from './samples/audit-tokens.ts';
import { sampleLog, sampleRevocation, sampleRevoke, sampleUser } from './samples/audit.ts';
import { sampleChrome } from './samples/chrome.ts';

const plain = (friendly: string) => friendly;
const pages = auditPages(plain);

function render(make: (chrome: Chrome) => SafeHtml): string {
  return String(make(sampleChrome(plain, '/audit')));
}

/** What a visitor reads: no tags, single spaces. */
function textOf(markup: string): string {
  return markup.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

/** Names and values of the fields of the form that posts to `action`. */
function fieldsOf(markup: string, action: string): string[] {
  const start = markup.indexOf(`action="${action}"`);
  const form = start === -1 ? '' : markup.slice(start, markup.indexOf('</form>', start));
  const inputs = form.match(/<(?:input|textarea)[^>]*>/g) ?? [];
  return inputs.map((input) =>
    [/ name="([^"]*)"/, / value="([^"]*)"/].map((one) => one.exec(input)?.[1] ?? '').join('='),
  );
}

describe('the navigation of the audit', () => {
  it.each(Object.entries(pages))('stands on %s and marks one place', (_, page) => {
    const nav = /<nav class="audit-nav".*?<\/nav>/s.exec(String(page()))?.[0] ?? '';
    expect(nav.match(/<a /g)).toHaveLength(9);
    expect(nav.match(/aria-current=/g)).toHaveLength(1);
  });

  it('is offered in the bar to admins alone', () => {
    const chrome = sampleChrome(plain, '/audit');
    const shown = (role: 'member' | 'admin') => {
      const user = { username: 'anna', role };
      const markup = String(auditAppsPage({ ...chrome, user }, { rows: [] }));
      return /<nav class="places".*?<\/nav>/s.exec(markup)?.[0] ?? '';
    };
    expect(shown('admin')).toContain('href="/audit"');
    expect(shown('member')).not.toContain('/audit');
  });
});

describe('the overview', () => {
  it('says whose tokens are not known, by name', () => {
    const text = textOf(String(pages.audit?.()));
    expect(text).toContain('Tokens seen for 14 of 17 users');
    expect(text).toMatch(/These 3 have not connected: dmitri ?, elif ?, farid/);
  });

  it('leads from each risk to exactly those tokens, and from none to nowhere', () => {
    const markup = String(pages.audit?.());
    expect(markup).toContain('href="/audit/tokens?risk=full-access"');
    expect(markup).not.toContain('risk=owner-gone');
  });
});

describe('revoking', () => {
  it('lists every item, counts them in the button, and sends them all', () => {
    const markup = render((chrome) => auditRevokePage(chrome, sampleRevoke(plain)));
    for (const { label } of sampleTokens(plain)) expect(markup).toContain(label);
    expect(textOf(markup)).toMatch(/Revoke 4 tokens Cancel/);
    expect(fieldsOf(markup, '/audit/revoke')).toEqual([
      'proof=proof-revoke',
      'step=revoke',
      'target=pat-4711@ben',
      'target=app-88@carla',
      'target=session-v7@anna',
      'target=event-4502@dmitri',
      'reason=',
      'block=yes',
    ]);
  });

  it('says token, not tokens, of one', () => {
    const [target] = sampleRevoke(plain).targets;
    const props = { ...sampleRevoke(plain), targets: target ? [target] : [] };
    expect(textOf(render((chrome) => auditRevokePage(chrome, props)))).toContain('Revoke 1 token ');
  });

  it('calls nothing revoked that Linode did not confirm', () => {
    const revocation = sampleRevocation(plain);
    const open = textOf(render((chrome) => auditRevocationPage(chrome, revocation)));
    const main = open.slice(open.indexOf('Revocation of'));
    expect(main).not.toMatch(/\brevoked\b/i);
    expect(main).toContain(
      'At Linode, of 4: 1 confirmed, 1 pending, 1 failed, 1 waiting for the owner.',
    );
    const items = revocation.items.slice(0, 1);
    const done = textOf(render((chrome) => auditRevocationPage(chrome, { ...revocation, items })));
    expect(done).toContain('Revoked: Linode confirmed it.');
    expect(done).not.toContain('Check again');
  });

  it('offers everything of a person at once, and either to block or to let in', () => {
    const user = sampleUser(plain);
    const markup = render((chrome) => auditUserPage(chrome, user));
    expect(fieldsOf(markup, '/audit/revoke')).toEqual([
      'proof=proof-all',
      'step=confirm',
      'target=pat-4711@ben',
      'target=app-88@ben',
    ]);
    expect(fieldsOf(markup, '/audit/users/ben/block')).toEqual(['proof=proof-block', 'reason=']);
    const blocked = String(pages['audit-user-blocked']?.());
    expect(blocked).not.toContain('/audit/users/ben/block"');
    expect(blocked).toContain('action="/audit/users/ben/unblock"');
    expect(textOf(String(pages['audit-user-unknown']?.()))).toContain('cannot be blocked');
  });
});

describe('whose token is this', () => {
  it('asks for one field and never fills it', () => {
    const markup = String(pages['audit-lookup-errors']?.());
    expect(fieldsOf(markup, '/audit/lookup')).toEqual(['proof=p', 'token=']);
    expect(markup).toMatch(/name="token"[^>]*autocomplete="off"/s);
  });

  it('answers with the owner, and leads to the token', () => {
    const answer = { found: sampleTokens(plain).slice(0, 1) };
    const props = { proof: 'p', errors: [], answer };
    const markup = render((chrome) => auditLookupPage(chrome, props));
    expect(markup).toContain('href="/audit/tokens/pat-4711%40ben"');
    expect(markup).toContain('href="/audit/users/ben"');
  });
});

describe('what an app says of itself', () => {
  const app = { label: 'x', people: [], scopes: '', known: false };
  const link = (website: string) =>
    render((chrome) => auditAppsPage(chrome, { rows: [{ ...app, website }] }));

  it.each(['https://a.example/', 'http://a.example/b'])('links %s without a referrer', (site) => {
    expect(link(site)).toMatch(new RegExp(`<a href="${site}" rel="noreferrer"`));
  });

  it.each(['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', '//b.example', 'b'])(
    'shows %s as text',
    (site) => {
      expect(link(site)).not.toMatch(/<a [^>]*rel="noreferrer"/);
      expect(textOf(link(site))).toContain(site.trim());
    },
  );
});

describe('the log', () => {
  it('keeps the filters in what is downloaded, and the size out of it', () => {
    const markup = render((chrome) => auditLogPage(chrome, sampleLog(plain)));
    const filters = 'user=anna&amp;type=revocation.begun&amp;since=2026-11-01&amp;until=2026-11-22';
    expect(markup).toContain(`href="/audit/log?${filters}&amp;format=csv"`);
    expect(markup).toContain(`href="/audit/log?${filters}&amp;format=json"`);
  });

  it('says how far the chain is intact', () => {
    expect(textOf(String(pages['audit-log']?.()))).toMatch(
      /Chain intact, 12,345 entries, head 9f3c1e7a5b2d…/,
    );
    const broken = textOf(String(pages['audit-log-broken']?.()));
    expect(broken).toContain('The chain is broken');
    expect(broken).toContain('Entries up to 12,001');
  });
});

describe('logins', () => {
  it('say in words whether access was given, and lead to the person', () => {
    const markup = String(pages['audit-logins']?.());
    for (const word of ['Successful', 'Failed', 'Restricted', 'Unrestricted'])
      expect(textOf(markup)).toContain(` ${word} `);
    expect(markup).toContain('href="/audit/users/ben"');
  });
});
