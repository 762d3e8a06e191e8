import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const FLEET = 5000;

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.sandbox.reset();
  await portal.sandbox.clearFaults();
  await portal.sandbox.registerRedirectUri(`${portal.baseUrl}/oauth/callback`);
  visitor = new TestVisitor(portal);
  await visitor.signIn(max);
});

interface Envelope {
  readonly data: readonly { readonly label: string; readonly status: string }[];
  readonly pages: number;
  readonly results: number;
}

async function envelope(path: string): Promise<Envelope> {
  const { text } = await visitor.get(path, { Accept: 'application/json' });
  return JSON.parse(text) as Envelope;
}

/** Rows of a file whose cells hold neither commas nor quotes, by the header's names. */
async function csv(path: string): Promise<Record<string, string>[]> {
  const { status, text } = await visitor.get(path);
  expect(status).toBe(200);
  expect(text).not.toContain('"');
  const [head = '', ...lines] = text.replace('\uFEFF', '').trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])),
  );
}

/** As Linode would send it, as far as the tests look. */
function boat(id: number, label: string, more: object = {}): object {
  return { id, label, status: 'running', tags: [], ...more };
}

/** The account's own Linodes by label; the sandbox holds another account's, too. */
async function fleet() {
  const all = await portal.sandbox.linodes();
  const own = all.filter(({ label }) => !label.startsWith('elsewhere-'));
  return own.toSorted((one, other) => (one.label < other.label ? -1 : 1));
}

describe('a file with what a spreadsheet could take for a formula', () => {
  const data = [
    boat(1, '=HYPERLINK(1)'),
    boat(2, '+1'),
    boat(3, '-2', { status: 'offline' }),
    boat(4, '-3'),
    boat(5, '@SUM(A1)'),
    boat(6, 'plain', { tags: ['=cmd', 'x'] }),
    boat(7, 'a=b+c-d@e', { tags: ['x', '=cmd'] }),
  ];

  beforeEach(async () => {
    const body = { data, page: 1, pages: 1, results: data.length };
    const path = '/v4/linode/instances';
    await portal.sandbox.fault({ host: 'api', path, kind: 'status', status: 200, times: 0, body });
  });

  test('holds it as text, in a label and in a tag', async () => {
    const rows = await csv('/browse/linodes?format=csv');
    expect(rows.map(({ label, tags }) => [label, tags])).toEqual([
      ["'=HYPERLINK(1)", ''],
      ["'+1", ''],
      ["'-2", ''],
      ["'-3", ''],
      ["'@SUM(A1)", ''],
      ['plain', "'=cmd; x"],
      ['a=b+c-d@e', 'x; =cmd'],
    ]);
  });

  test('has the rows of the filtered list, no more and no fewer', async () => {
    const query = '/browse/linodes?f1=status&o1=is&v1=running';
    const rows = await csv(`${query}&format=csv`);
    const shown = await envelope(query);
    expect(shown.results).toBe(6);
    expect(rows.map(({ id }) => Number(id))).toEqual([1, 2, 4, 5, 6, 7]);
    expect(rows.map(({ label = '' }) => label.replace(/^'/, ''))).toEqual(
      shown.data.map(({ label }) => label),
    );
  });
});

describe(`a fleet of ${FLEET}`, () => {
  beforeEach(async () => {
    await portal.sandbox.switches({ rateLimits: 'off' });
    await portal.sandbox.seed(FLEET);
  });

  test('is listed to its last page', async () => {
    const labels = (await fleet()).map(({ label }) => label);
    expect(labels).toHaveLength(FLEET);
    const last = await envelope('/browse/linodes?size=100&page=50');
    expect(last).toMatchObject({ pages: 50, results: FLEET });
    expect(last.data.map(({ label }) => label)).toEqual(labels.slice(-100));
  });

  test('is filtered by status over all its pages, which the page says', async () => {
    const offline = (await fleet()).filter(({ status }) => status === 'offline');
    expect(offline.length).toBeGreaterThan(100);
    expect(offline.length).toBeLessThan(FLEET);
    const query = '/browse/linodes?f1=status&o1=is&v1=offline&size=100';
    const { text } = await visitor.get(query);
    const found = offline.length.toLocaleString('en-US');
    expect(text).toContain(`looked at all 5,000 and found ${found}.`);
    const second = await envelope(`${query}&page=2`);
    expect(second.results).toBe(offline.length);
    expect(second.data.map(({ label }) => label)).toEqual(
      offline.slice(100, 200).map(({ label }) => label),
    );
  });

  test('is a file of all its rows, in order', async () => {
    const rows = await csv('/browse/linodes?format=csv');
    expect(rows).toHaveLength(FLEET);
    expect(rows.map(({ id, label }) => `${id} ${label}`)).toEqual(
      (await fleet()).map(({ id, label }) => `${id} ${label}`),
    );
  });

  test('beyond what the portal looks through says where it stopped', async () => {
    await portal.sandbox.seed(10_600);
    const { text } = await visitor.get('/browse/linodes?f1=status&o1=is&v1=offline');
    expect(text).toMatch(/looked at the first 10,000 of 10,600 and found [\d,]+\./);
    const rows = await csv('/browse/linodes?f1=status&o1=is&v1=offline&format=csv');
    const offline = (await fleet()).filter(({ status }) => status === 'offline');
    expect(rows).toHaveLength(offline.length);
  });
});
