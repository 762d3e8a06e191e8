import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { fc } from './support/fast-check.ts';
import { paths, safeReturnTo } from '../server/paths.ts';

const own = 'https://portal.example';

function payloads(file: string): readonly string[] {
  const text = readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

/** Where a browser goes that is sent to `target` from a page of ours. */
function leadsAway(target: string): boolean {
  return !target.startsWith('/') || new URL(target, own).origin !== own;
}

/** Nothing in it that some browser or proxy reads as something else: a backslash, a tab, two slashes. */
function isPlain(target: string): boolean {
  return /^\/(?!\/)[^\p{Cc}\\]*$/u.test(target);
}

describe('the address to return to after sign-in', () => {
  test.each([
    ['open-redirects-1.txt', 800],
    ['open-redirects-2.txt', 500],
  ])('leads nowhere else for any payload of %s', (file, atLeast) => {
    const all = payloads(file);
    expect(all.length).toBeGreaterThan(atLeast);
    const bad = all.filter((payload) => {
      const target = safeReturnTo(payload);
      return leadsAway(target) || !isPlain(target);
    });
    expect(bad).toEqual([]);
  });

  test('leads nowhere else when the payloads arrive percent-encoded, as in a link', () => {
    const all = [...payloads('open-redirects-1.txt'), ...payloads('open-redirects-2.txt')];
    const bad = all.filter((payload) => {
      const sent = new URLSearchParams(`returnTo=${payload.replaceAll('&', '%26')}`);
      return leadsAway(safeReturnTo(sent.get('returnTo')));
    });
    expect(bad).toEqual([]);
  });

  test('stays here for whatever anybody makes up', () => {
    fc.assert(
      fc.property(hostileText(), (text) => {
        const target = safeReturnTo(text);
        return !leadsAway(target) && isPlain(target) && safeReturnTo(target) === target;
      }),
      { numRuns: 3000 },
    );
  });

  test('is kept, query included, when it is one of ours', () => {
    const segment = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), segment, (parts, value) => {
        const path = `/${parts.join('/')}?page=${value}`;
        expect(safeReturnTo(path)).toBe(path);
      }),
    );
  });

  test.each([
    ['nothing', undefined],
    ['a list', ['/linodes']],
    ['an empty text', ''],
    ['a relative path', 'linodes'],
    ['two thousand and one characters', `/${'x'.repeat(2000)}`],
    ['the sign-in itself, which would go round in circles', paths.signIn.to({}, { for: 'x' })],
    ['the sign-in in capitals, with a slash behind it', '/Sign-In/?for=x'],
    ['the way back from Linode', `${paths.callback.pattern}?code=1`],
    ['the way back from Linode as the router takes it, too', '/OAuth/Callback/?code=1'],
  ])('is the start page for %s', (_, value) => {
    expect(safeReturnTo(value)).toBe('/');
  });
});

/** Texts out of the pieces that such attacks are made of. */
function hostileText() {
  const pieces = ['/', '\\', '//', '..', '.', '@', ':', '?', '#', '%2f', '%5c', '%09', '\t', '\n'];
  const words = ['evil.example', 'https', 'javascript', 'portal.example', '\u3002', '\uff0f', 'a'];
  const odd = fc.constantFrom(...pieces, ...words);
  return fc.oneof(
    fc.array(odd, { maxLength: 9 }).map((parts) => parts.join('')),
    fc.array(odd, { maxLength: 9 }).map((parts) => `/${parts.join('')}`),
    fc.string({ unit: 'binary' }).map((text) => `/${text}`),
    fc.webUrl({ withQueryParameters: true }),
  );
}

describe('the map of URLs', () => {
  test('a value cannot leave its place in a path', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (id) => {
        const path = paths.request.to({ id });
        expect(path.slice('/requests/'.length)).not.toContain('/');
        expect(decodeURIComponent(path.slice('/requests/'.length))).toBe(id);
      }),
    );
  });

  test('what is empty or absent is left out of a query', () => {
    expect(paths.linodes.to({}, { label: '', page: 2, tag: undefined })).toBe('/linodes?page=2');
  });
});
