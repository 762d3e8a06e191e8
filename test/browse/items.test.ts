import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal();
  visitor = new TestVisitor(portal);
  await visitor.signIn(ada);
  for (const need of ['volumes', 'domains', 'firewalls', 'nodebalancers', 'vpcs', 'clusters'])
    await visitor.signIn(ada, `/sign-in?for=read-${need}`);
});
afterAll(async () => {
  await portal.stop();
});

interface Found {
  readonly data: readonly Record<string, unknown>[];
}

async function rows(name: string): Promise<Found['data']> {
  const answer = await visitor.get(`/browse/${name}?all=yes&size=100`, {
    Accept: 'application/json',
  });
  return (JSON.parse(answer.text) as Found).data;
}

function hrefOf(name: string, id: unknown): string {
  return `/browse/${name}/${encodeURIComponent(String(id))}`;
}

describe('the page of one thing', () => {
  test.each([
    ['volumes', 'label', ['Size', 'Attached to']],
    ['domains', 'domain', ['Records', 'SOA email']],
    ['firewalls', 'label', ['Inbound rules', 'Outbound rules', 'Attached to']],
    ['images', 'label', ['Vendor']],
    ['tickets', 'summary', ['Replies', 'Opened by']],
  ])(
    'of %s is linked from its list, and has facts, what belongs to it, and activity',
    async (name, title, words) => {
      const list = await visitor.get(`/browse/${name}?all=yes`);
      const [first] = await rows(name);
      const href = hrefOf(name, first?.['id']);
      expect(list.text).toContain(`href="${href}"`);
      const page = await visitor.get(href);
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<h1><bdi>${String(first?.[title])}</bdi></h1>`);
      for (const word of [...words, 'Activity']) expect(page.text).toContain(word);
      expect(page.text).not.toContain('cannot be shown');
    },
  );

  test('leads from a volume to the Linode that it is attached to', async () => {
    const attached = (await rows('volumes')).find((volume) => volume['linode_id'] !== null);
    const page = await visitor.get(hrefOf('volumes', attached?.['id']));
    expect(page.text).toContain(`href="/linodes/${String(attached?.['linode_id'])}"`);
  });

  test.each([
    ['/browse/events?f1=entity.type&o1=is&v1=volume', '/browse/volumes/'],
    ['/browse/events?f1=entity.type&o1=is&v1=domain', '/browse/domains/'],
    ['/browse/events?f1=entity.type&o1=is&v1=linode', '/linodes/'],
    ['/browse/tickets?f1=entity.type&o1=is&v1=volume', '/browse/volumes/'],
    ['/browse/maintenance', '/linodes/'],
  ])('is a click away where %s tells of it', async (path, href) => {
    const { text } = await visitor.get(path);
    const [, found = ''] = new RegExp(`<tbody>[^]*?href="(${href}\\d+)"`).exec(text) ?? [];
    expect(found).not.toBe('');
    expect((await visitor.get(found)).status).toBe(200);
  });

  test('and a NodeBalancer is one from the firewall before it', async () => {
    const web = (await rows('firewalls')).find(({ label }) => label === 'harbour-web');
    const { text } = await visitor.get(hrefOf('firewalls', web?.['id']));
    const [, href = ''] = /href="(\/browse\/nodebalancers\/\d+)"/.exec(text) ?? [];
    expect((await visitor.get(href)).text).toContain('harbour-edge');
  });

  test('that does not exist is not found, and so is one of a list without such pages', async () => {
    for (const path of [
      '/browse/volumes/1',
      '/browse/tags/web',
      '/browse/volumes/..%2F..',
      '/browse/x/1',
    ])
      expect((await visitor.get(path)).status).toBe(404);
  });

  test('stands when what belongs to it fails', async () => {
    const [first] = await rows('domains');
    await portal.sandbox.fault({
      host: 'api',
      path: '/v4/domains/.*/records',
      kind: '500',
      times: 0,
    });
    const page = await visitor.get(hrefOf('domains', first?.['id']));
    await portal.sandbox.clearFaults();
    expect(page.status).toBe(200);
    expect(page.text).toContain('Records cannot be shown');
  });
});

describe('what belongs to one thing', () => {
  test.each([
    ['linodes', ['Disks', 'Configurations', 'Volumes', 'Firewalls', 'NodeBalancers']],
    ['nodebalancers', ['Ports', 'Firewalls', 'VPCs']],
    ['vpcs', ['Subnets', 'Addresses']],
    ['clusters', ['Node pools', 'API endpoints']],
    ['placement-groups', ['Members']],
    ['invoices', ['Items']],
  ])('is on the page of each of the %s', async (name, titles) => {
    const [first] = await rows(name);
    const page = await visitor.get(`/browse/${name}/${String(first?.['id'])}`);
    expect(page.status).toBe(200);
    for (const title of titles) expect(page.text).toContain(`>${title}</h2>`);
    expect(page.text.includes('Activity')).toBe(name !== 'invoices');
  });

  test('is a list with filters, order and files, like every other', async () => {
    const [domain] = await rows('domains');
    const at = `${hrefOf('domains', domain?.['id'])}/records`;
    const owner = await visitor.get(hrefOf('domains', domain?.['id']));
    expect(owner.text).toContain(`href="${at}">Filter or export these records</a>`);
    const page = await visitor.get(`${at}?f1=type&o1=is&v1=MX&sort=target`);
    expect(page.text).toContain(`Records: ${String(domain?.['domain'])}</bdi></h1>`);
    expect(page.text).toContain(`action="${at}"`);
    expect(page.text).toContain(
      `${portal.sandbox.apiUrl}/domains/${String(domain?.['id'])}/records`,
    );
    const { data } = JSON.parse(
      (await visitor.get(`${at}?f1=type&o1=is&v1=MX`, { Accept: 'application/json' })).text,
    ) as Found;
    expect(data.length).toBeGreaterThan(0);
    expect(new Set(data.map(({ type }) => type))).toEqual(new Set(['MX']));
    const file = await visitor.get(`${at}?f1=type&o1=is&v1=MX&format=csv`);
    expect(file.headers.get('content-disposition')).toContain('records.csv');
    expect(file.text.trim().split('\n')).toHaveLength(data.length + 1);
  });

  test('says how many there are when there are more than the page shows', async () => {
    const [domain] = await rows('domains');
    const data = Array.from({ length: 100 }, (_, id) => ({ id, name: `n${id}`, type: 'A' }));
    const body = { data, page: 1, pages: 7, results: 640 };
    const path = '/v4/domains/.*/records';
    await portal.sandbox.fault({ host: 'api', path, kind: 'status', status: 200, body, times: 0 });
    const page = await visitor.get(hrefOf('domains', domain?.['id']));
    await portal.sandbox.clearFaults();
    expect(page.text).toContain('100 of 640 records');
  });

  test('and needs a scope of its own explains which, and offers it', async () => {
    const [vpc] = await rows('vpcs');
    const at = `${hrefOf('vpcs', vpc?.['id'])}/ips`;
    const page = await visitor.get(at);
    expect(page.status).toBe(403);
    expect(page.text).toContain('ips:read_only');
    expect(page.text).toContain('Allow reading IP addresses');
    const owner = await visitor.get(hrefOf('vpcs', vpc?.['id']));
    expect(owner.status).toBe(200);
    expect(owner.text).toContain('Addresses cannot be shown');
    await visitor.signIn(ada, '/sign-in?for=read-ips');
    expect((await visitor.get(at)).status).toBe(200);
  });

  test('has no secret in it', async () => {
    const edge = (await rows('nodebalancers')).find(({ label }) => label === 'harbour-edge');
    const file = await visitor.get(`${hrefOf('nodebalancers', edge?.['id'])}/configs?format=json`);
    expect(file.text).toContain('"protocol":"https"');
    expect(file.text).not.toMatch(/ssl_(?:key|cert)"/);
  });

  test('and is not declared is not found', async () => {
    const [domain] = await rows('domains');
    const at = hrefOf('domains', domain?.['id']);
    for (const path of [`${at}/devices`, `${at}/constructor`, '/browse/tags/web/records'])
      expect((await visitor.get(path)).status).toBe(404);
  });
});

describe('a plan', () => {
  test('leads to the form, with it and the region chosen', async () => {
    const { text } = await visitor.get('/browse/types?region=eu-central&q=g6-standard-2');
    const href = '/linodes/create?type=g6-standard-2&amp;region=eu-central';
    expect(text).toContain(`href="${href}"><bdi>Use this plan</bdi></a>`);
    const file = await visitor.get('/browse/types?format=csv');
    expect(file.text.split('\n')[0]).not.toMatch(/id.*,id/);
    await visitor.signIn(ada, '/sign-in?for=create-linodes');
    const form = await visitor.get(href.replace('&amp;', '&'));
    expect(form.text).toMatch(/<option[^>]*value="g6-standard-2"[^>]*selected/);
    expect(form.text).toMatch(/<option[^>]*value="eu-central"[^>]*selected/);
  });
});

describe('tickets', () => {
  test('that are open stand first, then the newest; what one is not about is said to be nothing', async () => {
    const data = await rows('tickets');
    const isOpen = data.map(({ status }) => status !== 'closed');
    expect(isOpen.filter(Boolean).length).toBeGreaterThan(0);
    expect(isOpen.lastIndexOf(true)).toBeLessThan(isOpen.indexOf(false));
    const closed = data.filter(({ status }) => status === 'closed').map(({ opened }) => opened);
    expect(closed).toEqual(closed.map(String).toSorted().toReversed());
    const page = await visitor.get('/browse/tickets');
    expect(page.text).toContain('<span class="nothing">None</span>');
    expect(page.text).not.toContain('Not reported');
    expect(page.text).not.toContain('Quayside looked at');
  });
});

describe('the search over everything', () => {
  test('finds Linodes, volumes, domains, images and addresses by what they are called', async () => {
    const [volume] = await rows('volumes');
    const [domain] = await rows('domains');
    const [address] = await rows('ips');
    for (const [q, found] of [
      [String(volume?.['label']), hrefOf('volumes', volume?.['id'])],
      [String(volume?.['id']), hrefOf('volumes', volume?.['id'])],
      [String(domain?.['domain']), hrefOf('domains', domain?.['id'])],
      [String(address?.['address']), String(address?.['address'])],
      ['debian', '/browse/images/linode%2Fdebian12'],
      ['harbour-web-1', 'harbour-web-1'],
    ] as const)
      expect((await visitor.get(`/search?q=${encodeURIComponent(q)}`)).text).toContain(found);
  });

  test('finds a Linode by its id and by its addresses, and all that has a tag', async () => {
    const linode = (await portal.sandbox.linodes()).find(({ label }) => label === 'harbour-web-1');
    const href = `href="/linodes/${String(linode?.id)}"`;
    for (const q of [String(linode?.id), linode?.ipv4[0], linode?.ipv6.replace('/128', '')])
      expect((await visitor.get(`/search?q=${encodeURIComponent(String(q))}`)).text).toContain(
        href,
      );
    const { text } = await visitor.get('/search?q=production');
    const panels = text.split('<h2 ').slice(1);
    for (const name of ['Linodes', 'Volumes', 'Domains']) {
      const panel = panels.find((one) => one.includes(`>${name}</h2>`)) ?? '';
      expect([name, panel.match(/<th scope="row">/g)?.length]).toEqual([name, expect.any(Number)]);
      expect(panel).toContain('production');
    }
  });

  test('shows what it can, and says which access the rest needs', async () => {
    const newcomer = new TestVisitor(portal);
    await newcomer.signIn(max);
    const page = await newcomer.get('/search?q=harbour');
    expect(page.status).toBe(200);
    expect(page.text).toContain('harbour-web-1');
    expect(page.text).toContain('Allow reading volumes');
  });
});

describe('the list of Linodes', () => {
  test('is filtered by address, and by status over all of them, which it says', async () => {
    const all = (await portal.sandbox.linodes()).filter(({ account }) => account === 'harbour');
    const [one] = all;
    for (const address of [one?.ipv4[0], one?.ipv6.slice(0, -4)]) {
      const { text } = await visitor.get(`/linodes?ip=${encodeURIComponent(String(address))}`);
      expect(text).toContain(`href="/linodes/${String(one?.id)}"`);
      expect(text.match(/<th scope="row">/g)).toHaveLength(1);
    }
    const offline = all.filter(({ status }) => status === 'offline');
    expect(offline.length).toBeGreaterThan(0);
    const { text } = await visitor.get('/linodes?status=offline&size=100');
    expect(text.match(/<th scope="row">/g)).toHaveLength(offline.length);
    expect(text).toContain(`looked at all ${all.length} and found ${offline.length}.`);
    expect(text).toContain('<option value="offline" selected>Offline</option>');
  });

  test('can be taken along as it is filtered, and leads to every other filter', async () => {
    const page = await visitor.get('/linodes?label=web&sort=region');
    expect(page.text).toContain(
      'href="/browse/linodes?f1=label&amp;o1=contains&amp;v1=web&amp;sort=region',
    );
    const file = await visitor.get('/linodes?label=web&format=csv');
    expect(file.text.trim().split('\n')).toHaveLength(4);
    const rowsShown = page.text.match(/<th scope="row">/g) ?? [];
    expect(rowsShown).toHaveLength(3);
  });
});
