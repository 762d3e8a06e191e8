import { describe, expect, it } from '@jest/globals';
import { auditTokensPage, type AuditTokensProps } from '../../views/audit-tokens.ts';
import { sampleAuditTokens } from './samples/audit-tokens.ts';
import { sampleChrome } from './samples/chrome.ts';

const props = sampleAuditTokens((friendly) => friendly);

function render(change: Partial<AuditTokensProps> = {}): string {
  const chrome = sampleChrome((friendly) => friendly, '/audit/tokens');
  return String(auditTokensPage(chrome, { ...props, ...change }));
}

/** The queries of all links to the list that satisfy `select`. */
function queries(markup: string, select: RegExp): URLSearchParams[] {
  const links = markup.match(/<a [^>]*href="\/audit\/tokens\?[^"]*"[^>]*>/g) ?? [];
  return links
    .filter((link) => select.test(link))
    .map((link) => /href="([^"]*)"/.exec(link)?.[1]?.replaceAll('&amp;', '&') ?? '')
    .map((href) => new URL(href, 'http://own.invalid').searchParams);
}

function filtersOf(query: URLSearchParams): Record<string, string> {
  const names = ['user', 'risk', 'scope', 'expires', 'q'];
  return Object.fromEntries(names.map((name) => [name, query.get(name) ?? '']));
}

const filters = {
  user: 'ben',
  risk: 'full-access',
  scope: 'linodes:read_write',
  expires: 'never',
  q: 'ci',
};

describe('the list of tokens', () => {
  it('keeps the filters in every link that pages', () => {
    const links = queries(render(), /rel=|page=/);
    expect(links.length).toBeGreaterThan(4);
    for (const query of links) expect(filtersOf(query)).toEqual(filters);
  });

  it('keeps the filters in every link that sorts, and begins at the first page', () => {
    const links = queries(render(), /class="sort"/);
    expect(links.map((query) => query.get('sort'))).toEqual([
      'owner',
      'label',
      'created',
      'expires',
      'risk',
    ]);
    for (const query of links) {
      expect(filtersOf(query)).toEqual(filters);
      expect(query.has('page')).toBe(false);
    }
  });

  it('turns the order round when asked for the same column again, and says the present one', () => {
    const markup = render();
    expect(queries(markup, /sort=risk/)[0]?.get('order')).toBe('asc');
    expect(markup.match(/aria-sort="descending"/g)).toHaveLength(1);
    expect(markup.match(/aria-sort/g)).toHaveLength(1);
  });

  it('downloads the whole list that is filtered, in its order, as CSV and JSON', () => {
    const links = queries(render(), /format=/);
    expect(links.map((query) => query.get('format'))).toEqual(['csv', 'json']);
    for (const query of links) {
      expect(filtersOf(query)).toEqual(filters);
      expect([query.get('sort'), query.get('order')]).toEqual(['risk', 'desc']);
      expect(query.has('page') || query.has('size')).toBe(false);
    }
  });

  it('has a box for each token that can be revoked from here, named by label and owner', () => {
    const markup = render();
    const boxes = markup.match(/<input[^>]*type="checkbox"[^>]*>/g) ?? [];
    expect(boxes.map((box) => / value="([^"]*)"/.exec(box)?.[1])).toEqual([
      'pat-4711@ben',
      'app-88@carla',
      'session-v7@anna',
    ]);
    expect(markup.replaceAll(/<\/?bdi>/g, '')).toContain('Select ci of ben');
  });

  it('sends what is ticked to the page that confirms', () => {
    const form = /<form method="post" action="\/audit\/revoke".*?<\/form>/s.exec(render())?.[0];
    expect(form).toMatch(/name="step" value="confirm"/);
    expect(form).toMatch(/name="proof" value="proof-tokens"/);
  });

  it('names what nobody reports', () => {
    expect(render()).toContain('Not reported by Linode');
    expect(render()).toContain('Known from events');
  });

  it('tells filters that match nothing from a portal that knows of no token', () => {
    const list = { rows: [], total: 0, page: 1, pages: 1 };
    const noneMatch = render({ list });
    expect(noneMatch).toContain('None match');
    expect(noneMatch).toContain('Clear filters');
    expect(render({ list, filtered: false })).toContain('No tokens are known yet');
  });

  it('names the page in the title', () => {
    expect(render()).toContain('<title>Tokens, page 2 of 49 · Quayside</title>');
  });

  it('says what is wrong when nothing was ticked', () => {
    const markup = render({ errors: [{ text: 'Select at least one token.' }] });
    expect(markup).toContain('<title>Error: Tokens');
    expect(markup).toContain('There is a problem');
  });
});
