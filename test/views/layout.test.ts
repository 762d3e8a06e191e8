import { describe, expect, it } from '@jest/globals';
import { html } from '@remix-run/html-template';
import { layout, type Chrome } from '../../views/layout.ts';
import { sampleChrome, signedOutChrome } from './samples/chrome.ts';
import { hostileTexts } from './hostile.ts';

const plain = (friendly: string) => friendly;

function render(chrome: Chrome, title = 'A page'): string {
  return String(layout(chrome, { title }, html`<h1>A page</h1>`));
}

describe('every page', () => {
  it('begins with the link that skips to the content', () => {
    const body = render(sampleChrome(plain, '/')).split('<body>')[1] ?? '';
    expect(body.trim()).toMatch(/^<a class="skip-link" href="#main">/);
  });

  it('lets a signed-in visitor sign out with a proof, and offers nothing to others', () => {
    const markup = render(sampleChrome(plain, '/'));
    expect(markup).toMatch(/<form method="post" action="\/sign-out">/);
    expect(markup).toContain('value="proof-sign-out"');
    expect(render(signedOutChrome('/'))).not.toContain('<form');
  });

  it.each([
    ['/linodes', 'page', 'Linodes'],
    ['/linodes?page=2', 'page', 'Linodes'],
    ['/linodes/7', 'true', 'Linodes'],
    ['/linodes/create', 'page', 'Create'],
    ['/linodes/create/check?request=r', 'true', 'Create'],
    ['/requests/r-1', 'true', 'Requests'],
  ])('marks where %s is', (path, value, text) => {
    const markup = render(sampleChrome(plain, path));
    const current = [...markup.matchAll(/aria-current="(\w+)"\s*>(\w+)</g)];
    expect(current.map(([, kind, word]) => [kind, word])).toEqual([[value, text]]);
  });

  it('leaves the theme to the system unless one is chosen', () => {
    const chrome = signedOutChrome('/');
    expect(render(chrome)).not.toContain('data-bs-theme');
    expect(render({ ...chrome, theme: 'dark' })).toContain('data-bs-theme="dark"');
  });

  it.each(Object.entries(hostileTexts))('survives %s as its title', (_, hostile) => {
    const title = /<title>(.*)<\/title>/s.exec(render(signedOutChrome('/'), hostile))?.[1] ?? '';
    expect(title).not.toMatch(/[<>"']/);
    expect(title.replaceAll(/&[^;]+;/g, '.').length).toBeLessThan(71);
  });
});
