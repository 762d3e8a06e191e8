import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { collections } from '../../server/browse/collections.ts';
import { paths } from '../../server/paths.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };
const rita = { username: 'rita-restricted', password: 'harbour-demo-1' };

let portal: TestPortal;

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
});

async function signedIn(person = max): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  return visitor;
}

/** What stands first in each row of the table. */
function rowHeads({ text }: Answer): string[] {
  return [...text.matchAll(/<th scope="row">([\s\S]*?)<\/th>/g)].map(([, cell = '']) =>
    words(cell),
  );
}

function words(markup: string): string {
  return markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function csvRows({ text }: Answer): string[][] {
  return text
    .replace('\uFEFF', '')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

async function json(visitor: TestVisitor, path: string) {
  const answer = await visitor.get(path, { Accept: 'application/json' });
  return { status: answer.status, body: JSON.parse(answer.text) as JsonAnswer };
}

/** Those of the account that signs in here; the sandbox holds another account's, too. */
async function linodes() {
  const all = await portal.sandbox.linodes();
  return all.filter(({ label }) => !label.startsWith('elsewhere-'));
}

interface JsonAnswer {
  readonly data: readonly Record<string, unknown>[];
  readonly page: number;
  readonly pages: number;
  readonly results: number;
  readonly errors: readonly { readonly reason: string; readonly field?: string }[];
}

async function listCalls(path: string): Promise<readonly { query: URLSearchParams }[]> {
  const log = await portal.sandbox.log();
  return log
    .filter(({ host, path: asked }) => host === 'api' && asked.split('?')[0] === `/v4${path}`)
    .map(({ path: asked }) => ({ query: new URLSearchParams(asked.split('?')[1]) }));
}

describe('the index of everything there is to look at', () => {
  test('leads to each list, and is one click away on every page', async () => {
    const visitor = await signedIn();
    const index = await visitor.get('/browse');
    for (const { name, title } of collections) {
      const href = name === 'linodes' ? '/linodes' : paths.browseList.to({ collection: name });
      expect(index.text).toContain(`href="${href}">${title}</a>`);
    }
    expect((await visitor.get('/linodes')).text).toContain('href="/browse" >Resources</a>');
  });

  test('says beforehand which access a list needs', async () => {
    const index = await (await signedIn()).get('/browse');
    expect(index.text).toContain('Needs volumes:read_only.');
    expect(index.text).not.toContain('Needs linodes:read_only.');
  });
});

describe('a list', () => {
  test('that nobody has heard of is not found', async () => {
    const visitor = await signedIn();
    expect((await visitor.get('/browse/anchors')).status).toBe(404);
    expect((await visitor.get('/browse/__proto__')).status).toBe(404);
  });

  test('asks somebody without a session to sign in, and a program to do so in JSON', async () => {
    const nobody = new TestVisitor(portal);
    expect((await nobody.get('/browse/types')).location).toBe('/?returnTo=%2Fbrowse%2Ftypes');
    expect((await nobody.get('/browse/types?format=csv')).status).toBe(401);
    expect((await json(nobody, '/browse/types')).status).toBe(401);
  });

  test('is found by quick search, by label, tag, address or id', async () => {
    const visitor = await signedIn();
    const [first] = await linodes();
    for (const q of ['harbour-web-1', String(first?.id)])
      expect(rowHeads(await visitor.get(`/browse/linodes?q=${q}`))).toHaveLength(1);
    const tagged = rowHeads(await visitor.get('/browse/linodes?q=production'));
    expect(tagged.length).toBeGreaterThan(3);
  });

  test('is filtered by rows of field, operator and value, which stay on the page', async () => {
    const visitor = await signedIn();
    const page = await visitor.get(
      '/browse/linodes?f1=label&o1=contains&v1=web&f2=region&o2=is-not&v2=eu-central',
    );
    const truth = (await linodes()).filter(
      ({ label, region }) => label.includes('web') && region !== 'eu-central',
    );
    expect(rowHeads(page)).toEqual(truth.map(({ label }) => label).toSorted());
    expect(page.text).toMatch(/id="v1"\s+name="v1"\s+value="web"/);
    expect(page.text).toContain('Clear filters');
  });

  test.each([
    ['Linode', 'region', 'us-east'],
    ['the portal', 'status', 'offline'],
  ] as const)('takes any of the rows where asked to, by %s', async (_, field, value) => {
    const visitor = await signedIn();
    const query = `f1=label&o1=contains&v1=web&f2=${field}&o2=is&v2=${value}&match=any&size=100`;
    const page = await visitor.get(`/browse/linodes?${query}`);
    const truth = (await linodes()).filter(
      (one) => one.label.includes('web') || one[field] === value,
    );
    const labels = truth.map(({ label }) => label).toSorted();
    expect(labels.some((label) => !label.includes('web'))).toBe(true);
    expect(rowHeads(page)).toEqual(labels);
    expect(page.text).toContain('<option value="any" selected>any row</option>');
    expect(page.text.includes('leaves the rows of the filter out')).toBe(field === 'status');
  });

  test('takes one group of rows or another, and keeps them apart from page to page', async () => {
    const visitor = await signedIn();
    const query =
      'f1=label&o1=contains&v1=web&f2=region&o2=is&v2=eu-central&f3=status&o3=is&v3=offline&g3=new';
    const page = await visitor.get(`/browse/linodes?${query}`);
    const truth = (await linodes()).filter(
      ({ label, region, status }) =>
        (label.includes('web') && region === 'eu-central') || status === 'offline',
    );
    expect(rowHeads(page)).toEqual(truth.map(({ label }) => label).toSorted());
    expect(page.text).toMatch(/id="g3"\s+name="g3"\s+value="new"\s+checked/);
    expect(page.text).not.toMatch(/id="g2"\s+name="g2"\s+value="new"\s+checked/);
    expect(page.text).toContain('v3=offline&amp;g3=new');
  });

  test('is filtered by the portal over all pages where Linode cannot, and says so', async () => {
    await portal.sandbox.seed(1203);
    const visitor = await signedIn();
    await portal.sandbox.clearLog();
    const page = await visitor.get('/browse/linodes?f1=status&o1=is&v1=Offline&size=100&page=2');
    const offline = (await linodes()).filter(({ status }) => status === 'offline');
    expect(page.text).toContain('Linode cannot filter by Status.');
    expect(page.text).toContain(`looked at all 1,203 and found ${offline.length}.`);
    expect(rowHeads(page)).toEqual(
      offline
        .map(({ label }) => label)
        .toSorted()
        .slice(100, 200),
    );
    const calls = await listCalls('/linode/instances');
    // Asked for side by side, they arrive in any order.
    expect(calls.map(({ query }) => query.get('page') ?? '').toSorted()).toEqual(['1', '2', '3']);
    expect(new Set(calls.map(({ query }) => query.get('page_size')))).toEqual(new Set(['500']));
  });

  test('needs one call when Linode can do all of it', async () => {
    await portal.sandbox.seed(130);
    const visitor = await signedIn();
    await portal.sandbox.clearLog();
    await visitor.get('/browse/linodes?q=generated&sort=region&order=desc&size=50&page=2');
    expect(await listCalls('/linode/instances')).toHaveLength(1);
  });

  test('keeps filters, order and size from page to page', async () => {
    await portal.sandbox.seed(130);
    const visitor = await signedIn();
    const page = await visitor.get('/browse/linodes?q=generated&sort=region&order=desc&size=50');
    expect(page.text).toContain('50 of 130 Linodes');
    const next = /href="([^"]*)"[^>]*rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
    const second = await visitor.get(next ?? '');
    expect(second.text).toContain('<title>Linodes, page 2 of 3');
    const regions = new Map((await linodes()).map((one) => [one.label, one.region]));
    const shown = [...rowHeads(page), ...rowHeads(second)].map((label) => regions.get(label) ?? '');
    expect(shown).toHaveLength(100);
    expect(shown).toEqual(shown.toSorted().toReversed());
  });

  test('asked for a page past its end shows the last one', async () => {
    await portal.sandbox.seed(130);
    const visitor = await signedIn();
    const past = await visitor.get('/browse/linodes?page=99&q=generated');
    expect(past.location).toBe('/browse/linodes?q=generated&page=6');
    const { body } = await json(visitor, '/browse/linodes?page=99');
    expect(body).toMatchObject({ page: 6, pages: 6, results: 130 });
    expect(body.data).toHaveLength(5);
    for (const path of ['/browse/types?page=99', '/browse/logins?page=99'])
      expect((await visitor.get(path)).status).not.toBeGreaterThan(403);
  });

  test('says beside its filters what is not known of capitals, and what is', async () => {
    const visitor = await signedIn();
    const [linodes, regions] = [
      await visitor.get('/browse/linodes'),
      await visitor.get('/browse/regions'),
    ];
    expect(linodes.text).toContain('Linode does not say whether capitals make a difference');
    expect(linodes.text).toContain('in Quayside’s, capitals make no difference to “contains”');
    expect(regions.text).toContain('Here capitals make no difference to “contains”');
    const { data } = (await json(visitor, '/browse/regions?q=FRANKFURT')).body;
    expect(data).toHaveLength(2);
  });

  test('that matches nothing says so, and offers to begin anew', async () => {
    const page = await (await signedIn()).get('/browse/linodes?q=no-such-boat');
    expect(page.text).toContain('None match.');
    expect(page.text).toContain('href="/browse/linodes?all=yes">Clear filters</a>');
  });

  test('tells what is wrong with a filter, beside it, before Linode is asked', async () => {
    const visitor = await signedIn();
    await portal.sandbox.clearLog();
    const query = 'f1=created&o1=at-least&v1=soon&x_filter=%7B%22status%22:1%7D';
    const page = await visitor.get(`/browse/linodes?${query}`);
    expect(page.status).toBe(422);
    expect(page.text).toContain('<title>Error: Linodes');
    expect(page.text).toContain('<a href="#v1">Created is compared with a day');
    expect(page.text).toContain('Linode cannot filter on status here.');
    expect(page.text).toContain('value="soon"');
    const program = await json(visitor, `/browse/linodes?${query}`);
    expect(program.status).toBe(422);
    expect(program.body.errors.map(({ field }) => field)).toEqual(['v1', 'x_filter']);
    expect(await listCalls('/linode/instances')).toEqual([]);
  });

  test('takes raw X-Filter, nested as deep as one likes', async () => {
    const visitor = await signedIn();
    const filter = {
      '+or': [
        { label: { '+contains': 'web' } },
        { '+and': [{ tags: 'database' }, { region: 'eu-central' }] },
      ],
      '+order_by': 'label',
      '+order': 'desc',
    };
    const page = await visitor.get(
      `/browse/linodes?x_filter=${encodeURIComponent(JSON.stringify(filter))}`,
    );
    const truth = (await linodes()).filter(
      ({ label, tags, region }) =>
        label.includes('web') || (tags.includes('database') && region === 'eu-central'),
    );
    expect(rowHeads(page)).toEqual(
      truth
        .map(({ label }) => label)
        .toSorted()
        .toReversed(),
    );
  });

  test('answers a program with Linode’s envelope', async () => {
    const { status, body } = await json(await signedIn(), '/browse/linodes?q=harbour');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['data', 'page', 'pages', 'results']);
    expect(body.data[0]).toMatchObject({ label: 'harbour-web-1', alerts: expect.anything() });
  });

  test('stands when Linode fails: its reason, Try again, and the navigation', async () => {
    const visitor = await signedIn();
    const fault = { host: 'api', path: '/v4/account/events', kind: '500', times: 0 } as const;
    await portal.sandbox.fault(fault);
    const page = await visitor.get('/browse/events');
    expect(page.status).toBe(502);
    expect(page.text).toContain('Events cannot be shown');
    expect(page.text).toContain('Try again');
    expect(page.text).toContain('aria-label="Main"');
    expect((await json(visitor, '/browse/events')).status).toBe(502);
  });
});

describe('rows that nobody expected', () => {
  test('are shown as they are: null, new words, odd types, what is very long', async () => {
    const visitor = await signedIn();
    const data = [
      { id: 1, action: 'hull_scraped', status: 'barnacled', username: null, created: 'soon' },
      { id: '2', action: { deep: true }, entity: [1, { a: null }], created: 7, brand_new: 'x' },
      { id: 3, action: 'x'.repeat(1_000_000), status: ['a'], entity: { label: '<b>&' } },
      null,
      'a text',
    ];
    const body = { data, page: 1, pages: 1, results: 5 };
    const fault = { host: 'api', path: '/v4/account/events', kind: 'status', status: 200 } as const;
    await portal.sandbox.fault({ ...fault, times: 0, body });
    const page = await visitor.get('/browse/events');
    expect(page.status).toBe(200);
    expect(rowHeads(page)).toHaveLength(5);
    expect(page.text).toContain('Barnacled');
    expect(page.text).toContain('deep: Yes');
    expect(page.text).toContain('&lt;b&gt;&amp;');
    expect(page.text.length).toBeLessThan(60_000);
    const file = await visitor.get('/browse/events?format=csv');
    expect(file.text.length).toBeGreaterThan(1_000_000);
    const broken = { ...fault, times: 0, body: '{"data": [{"id"' };
    await portal.sandbox.clearFaults();
    await portal.sandbox.fault(broken);
    expect((await json(visitor, '/browse/events')).status).toBe(502);
  });
});

describe('taking a list along', () => {
  test('as CSV has every row that the filters leave, in order, and no formulas', async () => {
    await portal.sandbox.seed(1203);
    const visitor = await signedIn();
    await portal.sandbox.clearLog();
    const file = await visitor.get(
      '/browse/linodes?format=csv&f1=status&o1=is&v1=offline&sort=label&order=desc',
    );
    expect(file.headers.get('content-type')).toMatch('text/csv');
    expect(file.headers.get('content-disposition')).toContain('linodes.csv');
    const [head, ...rows] = csvRows(file);
    expect(head?.slice(0, 3)).toEqual(['label', 'status', 'type']);
    const offline = (await linodes()).filter(({ status }) => status === 'offline');
    expect(rows.map(([label]) => label)).toEqual(
      offline
        .map(({ label }) => label)
        .toSorted()
        .toReversed(),
    );
    expect(rows.every((row) => row.some((cell) => /^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(cell)))).toBe(
      true,
    );
    expect(await listCalls('/linode/instances')).toHaveLength(3);
  });

  test('as JSON has the rows as Linode sent them', async () => {
    await portal.sandbox.seed(620);
    const visitor = await signedIn();
    const file = await visitor.get('/browse/linodes?format=json');
    const rows = JSON.parse(file.text) as Record<string, unknown>[];
    expect(rows).toHaveLength(620);
    expect(rows[0]).toHaveProperty('specs');
    expect(JSON.parse((await visitor.get('/browse/linodes?format=json&q=no-such')).text)).toEqual(
      [],
    );
  });

  test('as curl has the filter and the order, and the token only by name', async () => {
    const page = await (
      await signedIn()
    ).get(
      `/browse/linodes?q=${encodeURIComponent("it's é")}&f1=status&o1=is&v1=running&sort=region&order=desc`,
    );
    const command = words(/<pre id="curl"[^>]*>([\s\S]*?)<\/pre>/.exec(page.text)?.[1] ?? '')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'");
    expect(command).toContain('/v4/linode/instances?page=1');
    expect(command).toContain('-H "Authorization: Bearer $TOKEN"');
    expect(command).toContain(String.raw`"+contains":"it'\''s \u00e9"`);
    expect(command).toContain('"+order_by":"region","+order":"desc"');
    expect(page.text).toContain('Linode cannot filter by Status: the command leaves that out.');
  });

  test('fails as a whole, never as half a list, when Linode fails on the way', async () => {
    await portal.sandbox.seed(1203);
    const visitor = await signedIn();
    const fault = { host: 'api', path: '/v4/linode/instances', kind: '500', times: 0 } as const;
    await portal.sandbox.fault(fault);
    expect((await visitor.get('/browse/linodes?format=csv')).status).toBe(502);
    await portal.sandbox.clearFaults();
    await portal.sandbox.fault({ ...fault, path: String.raw`/v4/linode/instances\?.*page=3` });
    await expect(visitor.get('/browse/linodes?format=csv')).rejects.toThrow();
  });

  test('waits as long as Linode’s rate limit asks, and then has every row', async () => {
    await portal.sandbox.seed(1203);
    const visitor = await signedIn();
    await portal.sandbox.fault({
      host: 'api',
      path: '/v4/linode/instances',
      kind: '429',
      times: 1,
      headers: { 'Retry-After': '1' },
    });
    const file = await visitor.get('/browse/linodes?format=csv');
    expect(csvRows(file)).toHaveLength(1204);
  });
});

describe('the shared catalogue', () => {
  test('is asked for once, however many ask at the same time', async () => {
    const visitor = await signedIn();
    await portal.sandbox.clearLog();
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => await visitor.get('/browse/kernels')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await listCalls('/linode/kernels')).length).toBeLessThanOrEqual(1);
  });

  test('serves on while Linode is down, and says how old it is', async () => {
    const visitor = await signedIn();
    await visitor.get('/browse/regions');
    await portal.sandbox.fault({ host: 'api', path: '/v4', kind: '500', times: 0 });
    const page = await visitor.get('/browse/regions?q=frankfurt');
    expect(page.status).toBe(200);
    expect(rowHeads(page)).toEqual(['Frankfurt 2, DE', 'Frankfurt, DE'].toSorted(undefined));
    expect(words(page.text)).toMatch(/As Linode told at \d+ \w+ 2026, \d\d:\d\d UTC/);
  });

  test('never shows one person’s images to another', async () => {
    const olderVisitor = await signedIn(ada);
    const own = await olderVisitor.get('/browse/images?f1=is_public&o1=is&v1=no');
    expect(rowHeads(own).length).toBeGreaterThan(0);
    const restricted = await signedIn(rita);
    const all = (await json(restricted, '/browse/images?size=100')).body;
    expect(all.data.length).toBeGreaterThan(5);
    expect(all.data.filter((image) => image['is_public'] !== true)).toEqual([]);
    const kept = await portal.redis.get('cache:/images');
    expect(kept).toContain('linode/');
    expect(kept).not.toContain('private/');
  });

  test('leaves deprecated kernels out unless they are asked for', async () => {
    const visitor = await signedIn();
    const { body: shown } = await json(visitor, '/browse/kernels?size=100');
    const { body: all } = await json(visitor, '/browse/kernels?size=100&all=yes');
    expect(shown.results).toBeLessThan(all.results);
    expect(shown.data.filter((kernel) => kernel['deprecated'] === true)).toEqual([]);
  });
});

describe('access', () => {
  test('that the session lacks is named and explained, and can be allowed', async () => {
    const visitor = await signedIn();
    await portal.sandbox.clearLog();
    const page = await visitor.get('/browse/firewalls?q=web');
    expect(page.status).toBe(403);
    expect(page.text).toContain('Firewalls need the scope firewall:read_only');
    const link = /href="([^"]*)">Allow reading firewalls/.exec(page.text)?.[1] ?? '';
    expect(link).toMatch(
      /^\/sign-in\?for=read-firewalls&amp;returnTo=%2Fbrowse%2Ffirewalls%3Fq%3Dweb/,
    );
    expect(await listCalls('/networking/firewalls')).toEqual([]);
    expect((await json(visitor, '/browse/firewalls')).status).toBe(403);
    expect((await visitor.get('/browse/firewalls?format=csv')).status).toBe(403);

    await visitor.signIn(max, '/sign-in?for=read-firewalls');
    const allowed = await visitor.get('/browse/firewalls');
    expect(allowed.status).toBe(200);
    expect(rowHeads(allowed).length).toBeGreaterThan(0);
  });

  test('is what Linode’s last answer said, new words included, not what was once asked for', async () => {
    const visitor = await signedIn();
    const scopes = (text: string) =>
      portal.sandbox.fault({
        host: 'api',
        path: '/v4/linode/instances',
        kind: 'status',
        status: 200,
        headers: { 'X-OAuth-Scopes': text, 'Content-Type': 'application/json' },
        body: { data: [], page: 1, pages: 1, results: 0 },
      });
    await scopes('linodes:read_only hovercraft:read_only eels');
    expect((await visitor.get('/browse/linodes')).status).toBe(200);
    await portal.sandbox.clearLog();
    const page = await visitor.get('/browse/events');
    expect([page.status, await listCalls('/account/events')]).toEqual([403, []]);
    expect(page.text).toContain('Events need the scope events:read_only');
    await scopes('linodes:read_only events:read_write');
    await visitor.get('/browse/linodes');
    expect((await visitor.get('/browse/events')).status).toBe(200);
  });

  test('that a person’s role forbids is refused in Linode’s own words', async () => {
    const page = await (await signedIn(rita)).get('/browse/users');
    expect(page.status).toBe(403);
    expect(page.text).toContain('Linode answered: Unauthorized');
    expect(page.text).not.toContain('Allow reading');
  });
});
