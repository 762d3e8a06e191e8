import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { bringSession, people, scripts, setStage, type Visit } from '../support/browser.ts';

const stage = setStage();
const LIST = '/scaleway/servers';

async function connect({ page }: Visit, key = stage.portal.sandbox.scalewayKeys[0]?.secretKey) {
  await page.goto(LIST);
  await page.getByLabel('Secret key').fill(key ?? '');
  await page.getByRole('button', { name: 'Connect Scaleway' }).click();
}

async function names({ page }: Visit): Promise<string[]> {
  return await page.locator('tbody th > bdi').allInnerTexts();
}

/** One zone of Scaleway's fails until the faults are cleared. */
async function failZone(zone: string): Promise<void> {
  const path = `/zones/${zone}/servers`;
  await stage.portal.sandbox.fault({ host: 'scaleway', path, kind: '500', times: 0 });
}

describe.each(scripts)('$name', (screen) => {
  let visitor: Visit;
  beforeEach(async () => {
    visitor = await stage.visit(screen);
    await bringSession(visitor, stage.portal, { person: people.max });
  });

  test('a key is connected, and is nowhere to be seen after that; then it is disconnected', async () => {
    const { page } = visitor;
    const key = stage.portal.sandbox.scalewayKeys[0]?.secretKey ?? '';
    await connect(visitor);
    await page.getByText('25 of 71 servers').waitFor();
    expect(await page.content()).not.toContain(key);
    await visitor.open('/me');
    expect(await page.getByRole('main').innerText()).toContain('Scaleway');
    expect(await page.content()).not.toContain(key);
    await visitor.open(LIST);
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByLabel('Secret key').waitFor();
    await visitor.check();
  });

  test('servers are filtered, and stay filtered on the next page, in its order, and in the file', async () => {
    await connect(visitor);
    const { page } = visitor;
    await page.getByLabel('Name', { exact: true }).fill('harbour');
    await page.getByLabel('State').selectOption('running');
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await page.waitForURL((url) => url.searchParams.get('state') === 'running');
    const caption = await page.locator('caption').innerText();
    const [, shown, total] = /^(\d+) of (\d+) servers$/.exec(caption) ?? [];
    expect(Number(shown)).toBe(25);
    await page.getByRole('columnheader', { name: 'Zone' }).getByRole('link').click();
    await page.waitForURL((url) => url.searchParams.get('sort') === 'zone');
    const first = await names(visitor);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL((url) => url.searchParams.get('page') === '2');
    expect(await page.title()).toMatch(/^Scaleway servers, page 2 of \d · Quayside$/);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('harbour');
    const second = await names(visitor);
    expect(second.filter((name) => first.includes(name))).toEqual([]);
    expect(page.url()).toContain('sort=zone');
    await visitor.check();

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    const rows = file.trimEnd().split('\n').slice(1);
    expect(rows).toHaveLength(Number(total));
    expect(rows.slice(0, 25).map((row) => row.split(',')[0])).toEqual(first);
  });

  test('a zone that fails is named, and the others are there', async () => {
    await failZone('fr-par-2');
    await connect(visitor);
    const { page } = visitor;
    await page.getByText('This list is not complete').waitFor();
    expect(await page.getByRole('main').innerText()).toContain('fr-par-2');
    expect(await page.locator('caption').innerText()).toBe('25 of 57 servers');
    await page.getByLabel('Zone').selectOption('fr-par-2');
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await page.getByText('The servers cannot be shown').waitFor();
    await visitor.check();
    await stage.portal.sandbox.clearFaults();
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByText('14 servers').waitFor();
  });
});

describe.each([
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
] as const)('at $width pixels, $colorScheme', (screen) => {
  test('each page about Scaleway holds the standing checks', async () => {
    const visitor = await stage.visit(screen);
    await bringSession(visitor, stage.portal, { person: people.max });
    const { page } = visitor;
    await visitor.open(LIST);
    await visitor.check();
    await connect(visitor, 'not a key');
    await page.getByText('There is a problem').waitFor();
    await visitor.check();
    await connect(visitor);
    await page.getByText('25 of 71 servers').waitFor();
    await failZone('nl-ams-1');
    await visitor.open(LIST);
    await page.getByText('This list is not complete').waitFor();
    await visitor.check();
  });
});
