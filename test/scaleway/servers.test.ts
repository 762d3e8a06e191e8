import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { zones } from '../../server/scaleway/zones.ts';
import {
  connected,
  LIST,
  listJson,
  namesOn,
  startPortal,
  type TestPortal,
  type TestVisitor,
} from './support.ts';

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal();
  visitor = await connected(portal);
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.sandbox.clearFaults();
  await portal.sandbox.clearLog();
});

async function zonesAsked(): Promise<string[]> {
  const log = await portal.sandbox.log();
  return log
    .filter(({ host }) => host === 'scaleway')
    .map(({ path }) => /zones\/([^/]+)/.exec(path)?.[1] ?? path);
}

describe('the list', () => {
  test('is of all zones, each asked once', async () => {
    const page = await visitor.get(LIST);
    expect(page.status).toBe(200);
    expect(page.text).toContain('25 of 71 servers');
    expect((await zonesAsked()).toSorted()).toEqual([...zones].toSorted());
    expect(zones).toContain('it-mil-1');
  });

  test('shows state, image, addresses, tags and volumes, also those that are not there', async () => {
    const { text } = await visitor.get(`${LIST}?size=100`);
    for (const word of ['Running', 'Stopped in place', 'Locked', 'Debian Bookworm', '51.15.10.1'])
      expect(text).toContain(word);
    for (const word of ['2001:bc8:', 'production', 'Local SSD 20 GB', 'Block storage', 'None'])
      expect(text).toContain(word);
  });

  test('counts names as people do', async () => {
    const names = namesOn(await visitor.get(`${LIST}?name=web&sort=name&size=100`));
    expect(names.slice(0, 3)).toEqual(['harbour-web-6', 'harbour-web-12', 'harbour-web-18']);
  });

  test('reads every page of a zone with more servers than one answer holds', async () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ id: `a-${n}`, name: `many-${n}` }));
    const rest = Array.from({ length: 7 }, (_, n) => ({ id: `b-${n}`, name: `more-${n}` }));
    const headers = { 'X-Total-Count': '107' };
    const common = { host: 'scaleway', kind: 'status', status: 200, headers } as const;
    await portal.sandbox.fault({
      ...common,
      path: 'nl-ams-3/servers\\?page=1',
      body: { servers: many },
    });
    await portal.sandbox.fault({
      ...common,
      path: 'nl-ams-3/servers\\?page=2',
      body: { servers: rest },
    });
    const { results, data } = await listJson(visitor, '?zone=nl-ams-3&size=100&page=2');
    expect(results).toBe(107);
    expect(data).toHaveLength(7);
    expect(await zonesAsked()).toEqual(['nl-ams-3', 'nl-ams-3']);
  });

  test('survives states that are new, and members that are null or missing', async () => {
    const odd = [
      { id: 'odd-1', name: 'odd', state: 'hibernating_deeply', volumes: null, tags: null },
      { id: 'odd-2', name: null, state: null, image: null, public_ips: null, tags: ['a', null, 7] },
      { id: 'odd-3', volumes: { '0': null, '1': { id: 'v', volume_type: 'tape' } } },
      null,
    ];
    await portal.sandbox.fault({
      host: 'scaleway',
      path: 'nl-ams-3/servers',
      kind: 'status',
      status: 200,
      body: { servers: odd },
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
    });
    const { text, status } = await visitor.get(`${LIST}?zone=nl-ams-3`);
    expect(status).toBe(200);
    expect(text).toContain('3 servers');
    expect(text).toContain('Hibernating deeply');
    expect(text).toContain('Not reported by Scaleway');
    expect(text).toContain('tape');
  });

  test('shows the exact curl, with a variable for the key', async () => {
    const all = (await visitor.get(LIST)).text;
    expect(all).toContain('X-Auth-Token: $SCW_SECRET_KEY');
    expect(all).toContain(`for zone in ${zones.join(' ')}; do`);
    const one = (await visitor.get(`${LIST}?zone=fr-par-2`)).text;
    const shown = `${portal.sandbox.scalewayUrl}/instance/v1/zones/fr-par-2/servers?page=1&amp;per_page=100`;
    expect(one).toContain(shown);
    const sent = (await portal.sandbox.log()).map(({ path }) => path);
    expect(sent).toContain('/instance/v1/zones/fr-par-2/servers?page=1&per_page=100');
  });
});

describe('filters and pages', () => {
  test('a zone is asked alone', async () => {
    const { results, data } = await listJson(visitor, '?zone=fr-par-2');
    expect(results).toBe(14);
    expect(new Set(data.map(({ zone }) => zone))).toEqual(new Set(['fr-par-2']));
    expect(await zonesAsked()).toEqual(['fr-par-2']);
  });

  test('a zone that does not exist is no path to anywhere', async () => {
    await visitor.get(`${LIST}?zone=${encodeURIComponent('../../../account')}`);
    expect((await zonesAsked()).toSorted()).toEqual([...zones].toSorted());
  });

  test('by name, state and tag together', async () => {
    const { data } = await listJson(visitor, '?name=DB&state=running&tag=production&size=100');
    expect(data.length).toBeGreaterThan(0);
    for (const { name, state, tags } of data) {
      expect(name).toContain('db');
      expect(state).toBe('running');
      expect(tags).toContain('production');
    }
  });

  test('stay while turning pages, in the order asked for', async () => {
    const first = await visitor.get(`${LIST}?tag=production&sort=zone&order=desc`);
    expect(first.text).toMatch(/aria-sort="descending"\s*>\s*<a class="sort"[^>]*>Zone/);
    const next = /href="([^"]+)" rel="next"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain('tag=production');
    expect(next).toContain('sort=zone');
    const second = await visitor.get(next);
    expect(second.text).toContain('<title>Scaleway servers, page 2 of 2');
    expect(namesOn(second).some((name) => namesOn(first).includes(name))).toBe(false);
  });

  test('a page past the end leads to the last one', async () => {
    const { status, location } = await visitor.get(`${LIST}?page=99`);
    expect(status).toBe(303);
    expect(location).toContain('page=3');
  });

  test('that match nothing say so, and can be cleared', async () => {
    const { text } = await visitor.get(`${LIST}?name=no-such-server`);
    expect(text).toContain('None match');
    expect(text).toContain('Clear filters');
  });
});

describe('when zones fail', () => {
  test('the others are listed, and those that failed are named with their reasons', async () => {
    const fault = { host: 'scaleway', times: 0 } as const;
    await portal.sandbox.fault({ ...fault, path: 'fr-par-2', kind: 'reset' });
    await portal.sandbox.fault({ ...fault, path: 'nl-ams-1', kind: '429' });
    await portal.sandbox.fault({ ...fault, path: 'pl-waw-1', kind: 'truncated-json' });
    await portal.sandbox.fault({ ...fault, path: 'fr-par-3', kind: '500' });
    const { status, text } = await visitor.get(LIST);
    expect(status).toBe(200);
    expect(text).toContain('fr-par-2 did not answer. Its servers are missing below.');
    expect(text).toContain('nl-ams-1 asked to wait. Its servers are missing below.');
    expect(text).toContain('pl-waw-1 answered unreadably. Its servers are missing below.');
    expect(text).toContain('fr-par-3 failed. Its servers are missing below.');
    expect(text).toContain('25 of 35 servers');
  });

  test('one that hangs is not waited for longer than its time', async () => {
    await portal.sandbox.fault({ host: 'scaleway', path: 'pl-waw-3', kind: 'hang', times: 0 });
    await portal.sandbox.fault({ host: 'scaleway', path: 'fr-par-1', kind: 'hang', times: 0 });
    const begun = Date.now();
    const { missing, results } = await listJson(visitor);
    expect(Date.now() - begun).toBeLessThan(9000);
    expect(results).toBe(43);
    expect(missing).toEqual([
      { zone: 'fr-par-1', trouble: 'unavailable' },
      { zone: 'pl-waw-3', trouble: 'unavailable' },
    ]);
  });

  test('a redirect is not followed: the key goes to no other host', async () => {
    await portal.sandbox.fault({
      host: 'scaleway',
      path: 'fr-par-2',
      kind: 'status',
      status: 302,
      body: {},
      headers: { Location: `${portal.sandbox.apiUrl}/regions` },
    });
    const { missing } = await listJson(visitor);
    expect(missing).toEqual([{ zone: 'fr-par-2', trouble: 'unreadable' }]);
    const log = await portal.sandbox.log();
    expect(log.filter(({ host }) => host === 'api')).toEqual([]);
  });

  test('all of them: the page stands without its list, and data is an error', async () => {
    await portal.sandbox.fault({ host: 'scaleway', path: '/', kind: '503', times: 0 });
    const page = await visitor.get(LIST);
    expect(page.status).toBe(502);
    expect(page.text).toContain('Scaleway did not answer.');
    expect(page.text).toContain('Try again');
    expect(page.text).toContain('href="/linodes"');
    const json = await visitor.get(LIST, { Accept: 'application/json' });
    expect(json.status).toBe(502);
    expect((await visitor.get(`${LIST}?format=csv`)).status).toBe(502);
  });

  test('a zone that this API does not have is no failure', async () => {
    await portal.sandbox.fault({ host: 'scaleway', path: 'it-mil-1', kind: 'status', status: 404 });
    const { missing, results } = await listJson(visitor);
    expect(missing).toEqual([]);
    expect(results).toBe(69);
  });
});

describe('export', () => {
  test('CSV has every row that matches, and says in its name what is missing', async () => {
    const whole = await visitor.get(`${LIST}?tag=production&format=csv`);
    expect(whole.headers.get('content-type')).toContain('text/csv');
    const { results } = await listJson(visitor, '?tag=production');
    expect(whole.text.trim().split('\n')).toHaveLength(results + 1);
    await portal.sandbox.fault({ host: 'scaleway', path: 'fr-par-2', kind: '503' });
    const partial = await visitor.get(`${LIST}?format=csv`);
    expect(partial.headers.get('content-disposition')).toContain('without-fr-par-2.csv');
  });

  test('CSV makes formulas plain text', async () => {
    const formulas = ['=1+1', '+1', '-1', '@now'];
    const servers = formulas.map((name, n) => ({ id: `f-${n}`, name }));
    await portal.sandbox.fault({
      host: 'scaleway',
      path: 'nl-ams-3',
      kind: 'status',
      status: 200,
      body: { servers },
    });
    const { text } = await visitor.get(`${LIST}?zone=nl-ams-3&format=csv`);
    for (const name of formulas) expect(text).toContain(`'${name}`);
  });

  test('JSON has a page for programs, and everything for the download', async () => {
    const page = await listJson(visitor, '?size=50&page=2');
    expect(page).toMatchObject({ page: 2, pages: 2, results: 71 });
    expect(page.data).toHaveLength(21);
    const whole = await visitor.get(`${LIST}?format=json`);
    expect((JSON.parse(whole.text) as { data: unknown[] }).data).toHaveLength(71);
  });
});
