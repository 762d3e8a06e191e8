import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { paths } from '../../server/paths.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { rawGet } from '../support/raw.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import { anyText, brokenEncodings, nastyTexts } from './nasty-texts.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal({ env: { LINODE_SCOPES: '*' } });
  await portal.sandbox.switches({ rateLimits: 'off' });
  visitor = new TestVisitor(portal);
  await visitor.signIn(ada);
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.sandbox.clearLog();
});

/** Pages whose address says what they show; the way to Linode is not one of them. */
const pages = [
  ...Object.values(paths)
    .map(({ pattern }): string => pattern)
    .filter((pattern) => !/:|^\/(?:sign-|oauth|theme|csp|healthz|readyz|metrics)/.test(pattern)),
  '/browse/linodes',
  '/browse/types',
  '/browse/events',
  '/browse/domains/1/records',
];

const names = [
  'q page size sort order format all match region x_filter f1 o1 v1 g1 f8 label tag ip status name',
  'zone state user kind risk scope expires type since until before refresh request draft from recipe',
  'returnTo for filters __proto__ x[y] ',
].flatMap((line) => line.split(' '));

/** Numbers that are none, no sizes, or far beyond every list. */
const oddNumbers = ['-1', '0', '1.5', '1e3', '9007199254740993', '1e308', 'Infinity', '٣', '0x19'];

/** As it stands in an address; no longer than an address may be. */
function encoded(text: string): string {
  return new URLSearchParams({ '': text.slice(0, 500) }).toString().slice(1);
}

/** A page in words, a way on within the portal, or data; and nothing in the log that is a bug. */
function expectSober(
  { status, location }: Pick<Answer, 'status' | 'location'>,
  sent: string,
): void {
  const isOwn = location === null || new URL(location, portal.baseUrl).origin === portal.baseUrl;
  const isSober = [200, 303, 400, 404, 405, 409, 415, 422].includes(status) && isOwn;
  const bugs = portal.logLines.filter((line) => line.includes('unexpected error'));
  expect({ sent, status, isSober, bugs }).toEqual({ sent, status, isSober: true, bugs: [] });
}

async function forgetLimits(): Promise<void> {
  const counts = await portal.redis.keys('rate:*');
  if (counts.length > 0) await portal.redis.del(counts);
}

describe('a query', () => {
  test('of whatever names and values is a page in words, and changes nothing', async () => {
    const value = fc.oneof(anyText(), fc.constantFrom(...oddNumbers)).map(encoded);
    const broken = fc.constantFrom(...brokenEncodings.filter((text) => /^[!-~]+$/.test(text)));
    const pair = fc.tuple(fc.constantFrom(...names).map(encoded), fc.oneof(value, broken));
    const query = fc.uniqueArray(pair, { maxLength: 5, selector: ([name]) => name });
    const property = fc.asyncProperty(fc.constantFrom(...pages), query, async (page, pairs) => {
      const path = `${page}?${pairs.map((one) => one.join('=')).join('&')}`;
      await forgetLimits();
      const { status, headers } = await rawGet(portal.baseUrl, path, { Cookie: cookie() });
      expectSober({ status, location: headers.location ?? null }, path);
    });
    await fc.assert(property, { numRuns: 100 });
    const changing = (await portal.sandbox.log()).filter(({ method }) => method !== 'GET');
    expect(changing).toEqual([]);
  });

  test('with a parameter given twice is refused, on every page and whatever it is', async () => {
    for (const page of pages)
      for (const query of ['q=a&q=b', 'page=1&page=2', '%71=a&q=b', 'format=csv&format=json']) {
        const { status } = await visitor.get(`${page}?${query}`);
        expect({ page, query, status }).toEqual({ page, query, status: 400 });
      }
  });

  test.each(['page', 'size'])('with an odd %s is a page of the list', async (name) => {
    for (const list of ['/linodes', '/browse/volumes', '/browse/types', '/audit/tokens'])
      for (const number of oddNumbers) {
        const path = `${list}?${name}=${encodeURIComponent(number)}`;
        const answer = await visitor.get(path);
        const shown = answer.location === null ? answer : await visitor.get(answer.location);
        expect({ path, status: shown.status }).toEqual({ path, status: 200 });
      }
  });
});

describe('a request for another method than its own', () => {
  const overrides = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];

  test('in a header or a parameter is what it is: a GET', async () => {
    for (const path of ['/me', '/sign-out?_method=POST', '/linodes/1/reboot?method=delete'])
      for (const header of overrides)
        for (const method of ['POST', 'DELETE', 'TRACE'])
          expectSober(await visitor.get(path, { [header]: method }), `${path} ${header}`);
    expect((await visitor.get('/requests')).status).toBe(200);
  });
});

describe('a body that says it is something else', () => {
  test.each([
    ['of a form’s beginning', 'application/x-www-form-urlencoded-not', 415],
    ['of no type', '', 415],
    ['in letters that nobody has', 'application/x-www-form-urlencoded; charset=klingon', 415],
    ['in letters of two bytes', 'application/x-www-form-urlencoded; charset=utf-16le', 403],
    ['of two types', 'text/plain, application/x-www-form-urlencoded', 415],
  ])('%s is refused, and nobody is signed out', async (_, type, status) => {
    const page = await visitor.get('/requests');
    const proof = /action="\/sign-out"[\s\S]*?name="proof" value="([^"]*)"/.exec(page.text)?.[1];
    const body = Buffer.from(`proof=${proof}`, 'latin1');
    const answer = await fetch(`${portal.baseUrl}/sign-out`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        Cookie: cookie(),
        Origin: portal.baseUrl,
        'Sec-Fetch-Site': 'same-origin',
        ...(type !== '' && { 'Content-Type': type }),
      },
    });
    expect(answer.status).toBe(status);
    expect((await visitor.get('/requests')).status).toBe(200);
  });
});

test('a report that has no bottom, or is no report, is taken as one, and its text goes nowhere', async () => {
  const deep = '['.repeat(5000) + ']'.repeat(5000);
  for (const body of [deep, '{', '', '\0', nastyTexts.join('').slice(0, 3000)]) {
    const headers = { 'Content-Type': 'application/csp-report', Origin: 'null' };
    const answer = await fetch(`${portal.baseUrl}/csp-report`, { method: 'POST', body, headers });
    expect(answer.status).toBe(204);
  }
  const lines = portal.logLines.filter((line) => line.includes('security policy violation'));
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line).toContain('"directive":"unknown"');
});

function cookie(): string {
  return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
