import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { linksIn } from '../conformance/forms.ts';
import { complaintsOf, overflow } from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';
import { forgetExports } from '../support/forget-exports.ts';
import {
  lists,
  pagesWithTexts,
  startHostilePlace,
  type HostilePlace,
} from '../support/hostile-place.ts';
import { json, type Reply } from '../support/stand-in-server.ts';
import type { Answer } from '../support/visitor.ts';
import { anyAnswer, bottomless } from './any-answer.ts';

/** A script URL, the ends of an attribute and of a text, elements, and letters that run leftwards. */
const mark =
  'javascript:alert(1)//"\'><q-mark onx=1></q-mark><script>alert(2)</script>\u202Eexe.\u05E9';
/** Longer than the longest text that any page shows. */
const endless = 'x'.repeat(25_000);

/** Of each kind of page one, for what only a browser can tell. */
const looked = [
  '/',
  '/linodes',
  '/linodes/123',
  '/linodes/create',
  '/browse/volumes?all=yes',
  '/browse/events?all=yes',
  '/browse/images/1',
  '/browse/tickets/1',
  '/search?q=1',
  '/me',
  '/me/apps/123/revoke',
  '/scaleway/servers',
  '/audit/tokens',
  '/audit/users/exampleUser',
  '/audit/apps',
];

/** Of each way in which answers are read one. */
const weighed = [
  '/linodes/123',
  '/browse/volumes?all=yes',
  '/me',
  '/scaleway/servers',
  '/audit/users/exampleUser',
];

let chromium: Browser;

beforeAll(async () => {
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium.close();
});

async function newContext({ portal, visitor }: HostilePlace): Promise<BrowserContext> {
  const viewport = { width: 390, height: 900 };
  const context = await chromium.newContext({ baseURL: portal.baseUrl, viewport });
  context.setDefaultTimeout(60_000);
  const value = visitor.cookies.get('session') ?? '';
  const session = { name: 'session', value, url: portal.baseUrl, httpOnly: true } as const;
  await context.addCookies([{ ...session, sameSite: 'Strict' }]);
  return context;
}

describe('answers whose texts would be code', () => {
  let place: HostilePlace;
  let forms: readonly string[];

  beforeAll(async () => {
    place = await startHostilePlace(mark);
    forms = await goOn(place);
  });
  afterAll(async () => {
    await place.stop();
  });

  test('are text on every page, and lead nowhere', async () => {
    const told = new Set<string>();
    for (const path of [...pagesWithTexts, ...forms]) {
      const answer = await place.visitor.get(path);
      expect({ path, status: answer.status, faults: faultsIn(answer) }).toEqual({
        path,
        status: 200,
        faults: [],
      });
      if (answer.text.includes('q-mark')) told.add(path);
    }
    // The others are the portal's own: what it asks for, the index of lists, what was done here.
    const without = pagesWithTexts.filter((path) => !told.has(path));
    expect(without).toEqual(['/about-access', '/browse', '/audit/log']);
  });

  test('are whole in JSON and in files, which no browser takes for a page', async () => {
    for (const path of lists.filter((one) => !withoutTexts.has(one))) {
      await forgetExports(place.redisServer.client);
      const program = await place.visitor.get(path, { Accept: 'application/json' });
      const table = await place.visitor.get(`${path}&format=csv`);
      const isWhole = [
        JSON.stringify(JSON.parse(program.text)).includes(JSON.stringify(mark)),
        table.text.replaceAll('""', '"').includes(mark),
      ];
      const kinds = [kindOf(program), kindOf(table)];
      expect({ path, kinds, isWhole }).toEqual({ path, kinds: dataKinds, isWhole: [true, true] });
    }
  });

  test('are text in what a browser makes of it, whichever way they run', async () => {
    const context = await newContext(place);
    const complaints = complaintsOf(context);
    const page = await context.newPage();
    page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    for (const path of [...looked, ...forms]) {
      await page.goto(path);
      const found = { elements: await foreignElements(page), turned: await turnedAround(page) };
      expect({ path, ...found }).toEqual({ path, elements: 0, turned: [] });
      expect({ path, overflow: await overflow(page) }).toEqual({ path, overflow: 0 });
    }
    await page.getByRole('link', { name: 'My access' }).click();
    await page.getByRole('heading', { name: 'My access', level: 1 }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('are text where Linode says why not', async () => {
    place.api.mood.rows = 'refused';
    const paths = ['/', '/linodes', '/linodes/123', '/browse/volumes', '/me', '/audit/logins'];
    for (const path of [...paths, '/linodes/create', '/search?q=1', '/scaleway/servers']) {
      const answer = await place.visitor.get(path);
      expect({ path, faults: faultsIn(answer) }).toEqual({ path, faults: [] });
      expect(answer.status).toBeLessThan(503);
    }
    place.api.mood.rows = 'hostile';
  });

  test.each(['constructor', '__proto__'])(
    'are words where they are names that every object has: %s',
    async (text) => {
      place.api.mood.text = text;
      const paths = pagesWithTexts.filter((path) => !lists.includes(path));
      for (const path of paths) {
        const answer = await place.visitor.get(path);
        const ours = answer.text.match(/function |native code|\[object /g) ?? [];
        expect({ path, status: answer.status, ours }).toEqual({ path, status: 200, ours: [] });
      }
      place.api.mood.text = mark;
    },
  );

  test('of any shape make a whole page, or a sentence that says why there is none', async () => {
    const property = fc.asyncProperty(anyPath(), anyAnswer(), async (path, answer) => {
      await expectDefinite(place, path, answer);
    });
    await fc.assert(property, { numRuns: 180, examples: [['/browse/volumes', ofNoPage]] });
  });

  test('without a bottom make one, too', async () => {
    const ends = ['', '&format=json', '&format=csv'];
    const paths = [
      '/',
      '/linodes/123',
      '/browse/images/1',
      '/search?q=1',
      '/me',
      '/scaleway/servers',
    ];
    for (const path of [...paths, ...ends.map((end) => `/browse/volumes?all=yes${end}`)])
      for (const answer of bottomless) await expectDefinite(place, path, answer);
  });
});

async function expectDefinite(place: HostilePlace, path: string, answer: Reply): Promise<void> {
  const { visitor, api, redisServer, portal } = place;
  const before = portal.logLines.length;
  await forgetExports(redisServer.client);
  api.mood.answer = answer;
  const { status, text, location } = await visitor.get(path);
  const next = location === null ? null : await visitor.get(location);
  api.mood.answer = undefined;
  const bugs = portal.logLines.slice(before).filter((line) => line.includes('unexpected error'));
  expect({
    path,
    status,
    isDefinite: definite.has(status),
    isWhole: next !== null || isWhole(path, text),
    leadsOn: next?.status === 303,
    bugs,
  }).toEqual({ path, status, isDefinite: true, isWhole: true, leadsOn: false, bugs: [] });
}

/** A list that is on no page: what was asked for lies behind its end. */
const ofNoPage = json(200, { data: [], page: 0, pages: 0, results: 0 });

/** What is sent, what is not there or not allowed, and what Linode did not give. */
const definite = new Set([200, 303, 403, 404, 502, 503]);

function anyPath(): fc.Arbitrary<string> {
  const asData = lists.flatMap((path) => [`${path}&format=json`, `${path}&format=csv`]);
  const page = fc.constantFrom(...pagesWithTexts);
  return fc.oneof(
    { weight: 6, arbitrary: page },
    { weight: 1, arbitrary: fc.constant('/scaleway/servers') },
    { weight: 2, arbitrary: fc.constantFrom(...asData) },
  );
}

function isWhole(path: string, text: string): boolean {
  if (path.endsWith('format=csv')) return true;
  if (path.endsWith('format=json')) return JSON.parse(text) !== undefined;
  return text.trimEnd().endsWith('</html>');
}

describe('answers whose texts have no end', () => {
  let place: HostilePlace;

  beforeAll(async () => {
    place = await startHostilePlace(endless);
  });
  afterAll(async () => {
    await place.stop();
  });

  test('make no page long, and none fail', async () => {
    for (const path of pagesWithTexts) {
      const { status, text } = await place.visitor.get(path);
      const isShort = text.length < 250_000;
      expect({ path, status, isShort }).toEqual({ path, status: 200, isShort: true });
    }
  });

  test('push nothing over the edge of a small screen', async () => {
    const context = await newContext(place);
    const page = await context.newPage();
    for (const path of looked.filter((_, index) => index % 2 === 0)) {
      await page.goto(path);
      expect({ path, overflow: await overflow(page) }).toEqual({ path, overflow: 0 });
    }
    await context.close();
  });

  test('of a megabyte each make a page as short, or one that says why there is none', async () => {
    place.api.mood.text = 'x'.repeat(1_000_000);
    for (const path of weighed) {
      const { status, text } = await place.visitor.get(path);
      const said =
        status === 200 || /answer was too long|did not answer|answered unreadably/.test(text);
      expect({ path, said, isShort: text.length < 250_000 }).toEqual({
        path,
        said: true,
        isShort: true,
      });
    }
    const file = await place.visitor.get('/browse/tags?format=json');
    expect(file.text.length).toBeGreaterThan(1_000_000);
    place.api.mood.text = endless;
  });

  test('leave the process as it was, with nothing to note', () => {
    expect(place.portal.isRunning()).toBe(true);
    const noted = place.portal.logLines.filter((line) => /unexpected error|Warning/.test(line));
    expect(noted).toEqual([]);
  });
});

function kindOf({ status, headers }: Answer) {
  const type = headers.get('content-type')?.split(';')[0];
  return { status, type, sniffed: headers.get('x-content-type-options') };
}

/** Of names that the stand-in keeps, or something is chosen by, there is nothing else in these. */
const withoutTexts = new Set(['/browse/availability?all=yes']);

const dataKinds = ['application/json', 'text/csv'].map((type) => ({
  status: 200,
  type,
  sniffed: 'nosniff',
}));

/** Fills the forms in with what they offer. @returns the pages that this leads to */
async function goOn({ visitor }: HostilePlace): Promise<readonly string[]> {
  const offered = { region: 'us-east', type: 'g6-standard-2', image: 'linode/debian11' };
  const wish = { ...offered, label: 'plain-1', step: 'check' };
  const drafted = await visitor.submit('/linodes/create', '/linodes/create', wish);
  const check = drafted.location ?? '';
  const password = { root_password: 'A-Very-long.Passphrase-42' };
  const sent = await visitor.submit(check, '/linodes/create/check', password);
  const again = await visitor.submit('/linodes/create', '/linodes/create', wish);
  const token = await visitor.submit('/me/tokens/create', '/me/tokens/create', {
    label: 'plain-2',
    expiry: '3',
    scope_linodes: 'read_only',
  });
  const all = [sent.location, again.location, token.location].map((path) => path ?? 'nowhere');
  expect(all).toEqual([
    expect.stringMatching(/^\/requests\/[\w-]{22}$/),
    expect.stringMatching(/^\/linodes\/create\/check\?/),
    expect.stringMatching(/^\/me\/tokens\/create\/check\?/),
  ]);
  return all;
}

/** Elements and attributes that no view of ours writes, and links to anywhere but here or the web. */
function faultsIn({ text }: Answer): readonly string[] {
  const tags = text.match(/<[a-z!/](?:"[^"]*"|[^">])*>/gi) ?? [];
  const names = tags.map((tag) => /^<\/?([a-z0-9-]+)/i.exec(tag)?.[1] ?? '!doctype');
  const elements = names.filter((name) => name === 'q-mark');
  const scripts = tags.filter((tag) => /^<script\b(?! type="module" src="\/assets\/)/.test(tag));
  const handlers = tags.filter((tag) => /\son\w+\s*=/i.test(tag.replaceAll(/"[^"]*"/g, '""')));
  const links = linksIn(text).filter((href) => !/^(?:\/(?!\/)|#|https?:\/\/)/.test(href));
  const turns = text.match(/.{0,40}\u202E/) ?? [];
  return [...elements, ...scripts, ...handlers, ...links, ...turns];
}

async function foreignElements(page: Page): Promise<number> {
  return await page.evaluate<number>(`document.querySelectorAll('q-mark, [onx]').length`);
}

/** Lines in which such a text stands beside words of ours, with nothing that keeps it apart. */
async function turnedAround(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const isApart = (box) => getComputedStyle(box).unicodeBidi.startsWith('isolate');
    const isLine = (box) => getComputedStyle(box).display !== 'inline';
    // An option holds nothing but letters: nothing in it can be kept apart.
    const isOption = (box) => box.tagName === 'OPTION';
    const found = [];
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!/\\p{Script=Hebrew}/u.test(text.data)) continue;
      let box = text.parentElement;
      while (!isApart(box) && !isLine(box)) box = box.parentElement;
      const isAlone = box.textContent.trim() === text.data.trim();
      if (isLine(box) && !isAlone && !isOption(box))
        found.push(box.tagName + ': ' + box.textContent.trim().slice(0, 80));
    }
    return found;
  })()`);
}
