import { describe, expect, it } from '@jest/globals';
import { linodesPage, type LinodesProps } from '../../views/linodes.ts';
import { sampleChrome } from './samples/chrome.ts';
import { sampleLinodes } from './samples/linodes.ts';

const props = sampleLinodes((friendly) => friendly);

function render(change: Partial<LinodesProps> = {}): string {
  const chrome = sampleChrome((friendly) => friendly, '/linodes');
  return String(linodesPage(chrome, { ...props, ...change }));
}

/** The queries of all links to the list that satisfy `select`. */
function queries(markup: string, select: RegExp): URLSearchParams[] {
  const links = markup.match(/<a [^>]*href="\/linodes\?[^"]*"[^>]*>/g) ?? [];
  return links
    .filter((link) => select.test(link))
    .map((link) => /href="([^"]*)"/.exec(link)?.[1]?.replaceAll('&amp;', '&') ?? '')
    .map((href) => new URL(href, 'http://own.invalid').searchParams);
}

describe('the list of Linodes', () => {
  it('keeps the filters in every link that pages', () => {
    const links = queries(render(), /rel=|page/);
    expect(links.length).toBeGreaterThan(4);
    for (const query of links) {
      expect(query.get('label')).toBe('web');
      expect(query.get('region')).toBe('us-east');
      expect(query.get('tag')).toBe('production');
    }
  });

  it('keeps the filters in every link that sorts, and begins at the first page', () => {
    const links = queries(render(), /class="sort"/);
    expect(links).toHaveLength(3);
    for (const query of links) {
      expect(query.get('label')).toBe('web');
      expect(query.has('page')).toBe(false);
    }
  });

  it('turns the order round when asked for the same column again, and says the present one', () => {
    const markup = render();
    expect(queries(markup, /sort=label/)[0]?.get('order')).toBe('desc');
    expect(markup).toMatch(/<th scope="col"[^>]*aria-sort="ascending"/);
    expect(markup.match(/aria-sort/g)).toHaveLength(1);
  });

  it('names the page in the title, and shows no paging when there is one page', () => {
    expect(render()).toContain('<title>Linodes, page 2 of 5 · Quayside</title>');
    const list = { rows: [], total: 0, page: 1, pages: 1 };
    expect(render({ list })).not.toContain('aria-label="Pages"');
  });

  it('tells filters that match nothing from an account without Linodes', () => {
    const list = { rows: [], total: 0, page: 1, pages: 1 };
    const noneMatch = render({ list });
    expect(noneMatch).toContain('None match');
    expect(noneMatch).toContain('Clear filters');
    const none = render({ list, filtered: false });
    expect(none).toContain('You have no Linodes yet');
    expect(none).toContain('href="/linodes/create"');
  });

  it('shows the reason and the same URL again when Linode fails, with the navigation', () => {
    const markup = render({ list: { problem: 'Linode did not answer.' } });
    expect(markup).toContain('Linode did not answer.');
    expect(queries(markup, /alert-link/)[0]?.get('page')).toBe('2');
    expect(markup).toContain('aria-label="Main"');
  });

  it('shows Create as text with the reason to whoever may not create', () => {
    const markup = render({ createRefusal: 'Your user may not add Linodes.' });
    expect(markup).toContain('Your user may not add Linodes.');
    expect(markup).not.toMatch(/<a class="btn[^>]*href="\/linodes\/create"/);
  });
});
