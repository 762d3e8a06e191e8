import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
interface Price {
  readonly id: string;
  readonly monthly: number;
  readonly hourly: number;
}
type Plan = Price & { readonly price: Price; readonly region_prices: readonly Price[] };
interface Room {
  readonly plan: string;
  readonly region: string;
  readonly available: boolean;
}

let portal: TestPortal;
let visitor: TestVisitor;
let plans: readonly Plan[];
let rooms: readonly Room[];

beforeAll(async () => {
  portal = await startPortal();
  visitor = new TestVisitor(portal);
  await visitor.signIn(max);
  plans = await fromLinode<Plan>('/linode/types');
  rooms = [];
  for (let page = 1; rooms.length === (page - 1) * 100; page += 1)
    rooms = [...rooms, ...(await fromLinode<Room>(`/regions/availability?page=${page}`))];
});
afterAll(async () => {
  await portal.stop();
});

async function fromLinode<Item>(path: string): Promise<readonly Item[]> {
  const response = await fetch(portal.sandbox.apiUrl + path);
  return ((await response.json()) as { data: Item[] }).data;
}

async function rows(path: string): Promise<Record<string, unknown>[]> {
  const { text } = await visitor.get(path, { Accept: 'application/json' });
  return (JSON.parse(text) as { data: Record<string, unknown>[] }).data;
}

function cellsOf(page: string): string[][] {
  return [...page.matchAll(/<th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) =>
    row
      .split(/<\/t[hd]>/)
      .map((cell) => cell.replaceAll(/<[^>]*>/g, '').trim())
      .slice(0, -1),
  );
}

function headers(page: string): string[] {
  return [...page.matchAll(/<a class="sort"[^>]*>([^<]*)</g)].map(([, text = '']) => text);
}

function counted(id: unknown): number {
  return rooms.filter(({ region, available }) => region === id && !available).length;
}

function isSoldOut(plan: string, region: string): boolean {
  return rooms.some((one) => one.plan === plan && one.region === region && !one.available);
}

test('plans have the price of the region that is chosen, and whether it has room', async () => {
  // One with prices of its own, and with plans that are sold out.
  const soldOutIn = rooms.filter(({ available }) => !available).map(({ region }) => region);
  const dear = new Set(plans.flatMap((plan) => plan.region_prices.map(({ id }) => id)));
  const own = [...dear][0] ?? '';
  const scarce = soldOutIn[0] ?? '';
  for (const region of [own, scarce]) {
    const shown = await rows(`/browse/types?region=${region}&size=100`);
    expect(shown).toHaveLength(plans.length);
    for (const [index, plan] of plans.entries()) {
      const { monthly, hourly } = plan.region_prices.find(({ id }) => id === region) ?? plan.price;
      const available = !isSoldOut(plan.id, region);
      expect(shown[index]).toMatchObject({ in_region: { region, monthly, hourly, available } });
    }
  }
  const differs = plans.filter(({ region_prices: all }) => all.some(({ id }) => id === own));
  expect(differs.length).toBeGreaterThan(0);

  const page = await visitor.get(`/browse/types?region=${scarce}&size=100`);
  expect(page.text).toContain(`<option value="${scarce}" selected>`);
  const cells = cellsOf(page.text);
  expect(cells.map((row) => row.at(-1))).toEqual(
    plans.map(({ id }) => (isSoldOut(id, scarce) ? 'No' : 'Yes')),
  );
  expect(headers(page.text)).toContain('A month there');
  expect(headers(page.text)).not.toContain('A month');
});

test('the chosen region stays through order, filters, presets and files', async () => {
  const region = rooms.find(({ available }) => !available)?.region ?? '';
  const query = `region=${region}&f1=in_region.available&o1=is&v1=no&sort=in_region.monthly&order=desc`;
  const gone = plans.filter(({ id }) => isSoldOut(id, region));
  expect(gone.length).toBeGreaterThan(0);
  const shown = await rows(`/browse/types?${query}&size=100`);
  expect(shown.map(({ id }) => String(id)).toSorted()).toEqual(gone.map(({ id }) => id).toSorted());
  const file = await visitor.get(`/browse/types?${query}&format=csv`);
  expect(file.text.split('\n')[0]).toContain('in_region.monthly,in_region.hourly');
  expect(file.text.trimEnd().split('\n')).toHaveLength(gone.length + 1);

  const page = await visitor.get(`/browse/types?region=${region}`);
  const links = [...page.text.matchAll(/href="(\/browse\/types\?[^"]*)"/g)].map(([, at]) => at);
  const away = links.filter((at) => !at?.includes(`region=${region}`) && at?.includes('f1='));
  expect(links.length).toBeGreaterThan(10);
  expect(away).toEqual([]);
});

test('without a region plans have their own price; with an unknown one they say so', async () => {
  const plain = await visitor.get('/browse/types');
  expect(headers(plain.text)).toContain('A month');
  expect(headers(plain.text)).not.toContain('A month there');
  const wrong = await visitor.get('/browse/types?region=atlantis');
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('<a href="#region">Choose one of Linode’s regions');
});

test('prices of other things are those of the region that is chosen, too', async () => {
  const path = '/browse/nodebalancer-types';
  const [own] = await rows(path);
  const [there] = await rows(`${path}?region=id-cgk`);
  const region = (own as unknown as Plan).region_prices.find(({ id }) => id === 'id-cgk');
  expect(region?.monthly).toBeGreaterThan((own as unknown as Plan).price.monthly);
  expect(there?.['in_region']).toEqual({
    region: 'id-cgk',
    monthly: region?.monthly,
    hourly: region?.hourly,
  });
  const page = await visitor.get(`${path}?region=id-cgk`);
  expect(headers(page.text)).toEqual(['Label', 'A month there', 'An hour there']);
  expect(page.text).toContain('Prices in</label>');
  const [, head = ''] = /^(.*)\n/.exec((await visitor.get(`${path}?format=csv`)).text) ?? [];
  expect(head).toContain('price.monthly');
});

test('a region says how many plans it has no room for, and leads to them', async () => {
  const shown = await rows('/browse/regions?size=100');
  for (const region of shown) expect(region['plans_sold_out']).toBe(counted(region['id']));
  const scarce = shown.find((region) => Number(region['plans_sold_out']) > 0);
  const page = await visitor.get(`/browse/regions?q=${String(scarce?.['id'])}`);
  const href = /href="(\/browse\/availability\?[^"]*)"/.exec(page.text)?.[1] ?? '';
  const led = await rows(`${href.replaceAll('&amp;', '&')}&size=100`);
  expect(led).toHaveLength(counted(scarce?.['id']));
  expect(new Set(led.map(({ region }) => region))).toEqual(new Set([scarce?.['id']]));
});

test('the lists are there while availability cannot be had', async () => {
  const fresh = await startPortal({ sandbox: portal.sandbox });
  try {
    const somebody = new TestVisitor(fresh);
    await somebody.signIn(max);
    const path = '/v4/regions/availability';
    await portal.sandbox.fault({ host: 'api', path, kind: '500', times: 0 });
    const page = await somebody.get('/browse/regions');
    expect(page.status).toBe(200);
    expect(cellsOf(page.text)[0]?.at(-1)).toBe('Not reported');
    // Of the list itself Linode's own reason is given.
    expect((await somebody.get('/browse/availability')).status).toBe(502);
  } finally {
    await portal.sandbox.clearFaults();
    await fresh.stop();
  }
});
