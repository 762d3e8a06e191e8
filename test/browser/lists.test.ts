import { beforeEach, describe, expect, test } from '@jest/globals';
import { bringSession, people, scripts, setStage, type Visit } from '../support/browser.ts';

const stage = setStage();

describe.each(scripts)('$name', (screen) => {
  let visitor: Visit;
  beforeEach(async () => {
    visitor = await stage.visit(screen);
    await bringSession(visitor, stage.portal, { person: people.max });
  });

  test('sorting by label and then by region changes the order, and the header says so', async () => {
    await stage.portal.sandbox.seed(30);
    await visitor.open('/linodes?size=50');
    expect(await labels(visitor)).toEqual((await labels(visitor)).toSorted());

    await sortBy(visitor, 'Label');
    expect(await sortOf(visitor)).toEqual({ header: 'Label', order: 'descending' });
    expect(await labels(visitor)).toEqual((await labels(visitor)).toSorted().toReversed());

    await sortBy(visitor, 'Region');
    expect(await sortOf(visitor)).toEqual({ header: 'Region', order: 'ascending' });
    const linodes = await stage.portal.sandbox.linodes();
    const regionOf = new Map(linodes.map(({ label, region }) => [label, region]));
    const regions = (await labels(visitor)).map((label) => regionOf.get(label) ?? '');
    expect(regions).toHaveLength(30);
    expect(regions).toEqual(regions.toSorted());
    expect(new Set(regions).size).toBeGreaterThan(10);
    await visitor.check();
  });

  test('a filter still applies on the second page', async () => {
    await stage.portal.sandbox.seed(140);
    await visitor.open('/linodes');
    await visitor.page.getByLabel('Label', { exact: true }).fill('-01');
    await visitor.page.getByRole('button', { name: 'Apply filters' }).click();
    await visitor.page.getByText('25 of 41 Linodes').waitFor();

    await visitor.page.getByRole('link', { name: 'Next' }).click();
    await visitor.page.getByText('16 of 41 Linodes').waitFor();
    expect(await visitor.page.title()).toBe('Linodes, page 2 of 2 · Quayside');
    expect(await visitor.page.getByLabel('Label', { exact: true }).inputValue()).toBe('-01');
    for (const label of await labels(visitor)) expect(label).toContain('-01');
    await visitor.check();
  });

  test('filters that match nothing say so, and can be cleared', async () => {
    await visitor.open('/linodes');
    await visitor.page.getByLabel('Label', { exact: true }).fill('no-such-boat');
    await visitor.page.getByRole('button', { name: 'Apply filters' }).click();
    await visitor.page.getByText('None match').waitFor();
    await visitor.check();
    await visitor.page.getByRole('link', { name: 'Clear filters' }).click();
    await linode(visitor, 'harbour-web-1').waitFor();
  });

  test('who has no Linodes is told how to get one', async () => {
    await stage.portal.sandbox.seed(0);
    await visitor.open('/linodes');
    await visitor.page.getByText('You have no Linodes yet').waitFor();
    expect(await visitor.page.getByRole('table').count()).toBe(0);
    await visitor.check();
    await visitor.page.getByRole('link', { name: 'Create a Linode' }).click();
    await visitor.page.getByRole('link', { name: 'Allow creating Linodes' }).waitFor();
    await visitor.check();
  });

  test('when Linode fails, its reason is shown and the rest of the page stays', async () => {
    const path = '/v4/linode/instances';
    await stage.portal.sandbox.fault({ host: 'api', path, kind: '500', times: 0 });
    await visitor.open('/linodes');
    await visitor.page.getByText('Unexpected error').waitFor();
    expect(await visitor.page.getByRole('navigation', { name: 'Main' }).count()).toBe(1);
    await visitor.check();

    await stage.portal.sandbox.clearFaults();
    await visitor.page.getByRole('link', { name: 'Try again' }).click();
    await linode(visitor, 'harbour-web-1').waitFor();
  });

  test('who may not add Linodes reads why, on the list and on the form', async () => {
    const rita = await stage.visit(screen);
    await bringSession(rita, stage.portal, { person: people.rita });
    for (const path of ['/linodes', '/linodes/create']) {
      await rita.open(path);
      const main = rita.page.getByRole('main');
      expect(await main.innerText()).toContain('may not add Linodes');
      expect(await main.getByRole('link', { name: 'Create a Linode' }).count()).toBe(0);
      expect(await main.getByRole('button', { name: 'Continue' }).count()).toBe(0);
      await rita.check();
    }
  });
});

function linode({ page }: Visit, label: string) {
  return page.getByRole('link', { name: label, exact: true });
}

async function labels({ page }: Visit): Promise<string[]> {
  return await page.locator('tbody th a').allInnerTexts();
}

async function sortBy({ page }: Visit, header: string): Promise<void> {
  const before = page.url();
  await page.getByRole('columnheader', { name: header }).getByRole('link').click();
  await page.waitForURL((url) => url.href !== before);
}

async function sortOf({ page }: Visit) {
  const sorted = page.locator('th[aria-sort]');
  expect(await sorted.count()).toBe(1);
  return { header: await sorted.innerText(), order: await sorted.getAttribute('aria-sort') };
}
