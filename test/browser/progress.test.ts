import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { bringSession, people, setStage, type Screen, type Visit } from '../support/browser.ts';
import { untilSeen } from '../support/until.ts';

const stage = setStage();
/** Longer than two looks at Linode, so that no phase passes between them unseen. */
const lifecycleMs = 4500;

beforeEach(async () => {
  await stage.portal.sandbox.switches({ lifecycleMs });
});

test('each state shows without a reload, until the Linode runs', async () => {
  const visitor = await created({});
  const { page } = visitor;
  await page.evaluate('window.isTheSamePage = true');
  await wordIs(page, 'Provisioning');
  await wordIs(page, 'Booting');
  expect(await page.locator('progress').isVisible()).toBe(true);
  await wordIs(page, 'Running');
  expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  expect(await steps(page)).toEqual(['Done', 'Done', 'Done', 'Done', 'Done']);
  expect(await page.locator('progress').isVisible()).toBe(false);
  await visitor.check();

  await page.getByRole('link', { name: 'Go to Linode' }).click();
  await page.getByRole('heading', { name: 'pilot-boat-1' }).waitFor();
  await wordIs(page, 'Running');
  await visitor.check();
});

test('without JavaScript, Check again shows each state', async () => {
  const visitor = await created({ javaScript: false });
  const { page } = visitor;
  await checkAgainUntil(page, 'Provisioning');
  await visitor.check();
  await checkAgainUntil(page, 'Booting');
  await checkAgainUntil(page, 'Running');
  expect(await steps(page)).toEqual(['Done', 'Done', 'Done', 'Done', 'Done']);
  await visitor.check();
});

test('with the stream cut, the page goes on by asking, and ends in the right state', async () => {
  const visitor = await stage.visit();
  let cuts = 0;
  await visitor.context.route('**/requests/*/events', async (route) => {
    cuts += 1;
    await route.abort();
  });
  await create(visitor);
  const { page } = visitor;
  const asked = page.waitForResponse(/\/requests\/[^/]+\/status$/);
  await page.evaluate('window.isTheSamePage = true');
  await asked;
  await wordIs(page, 'Running');
  expect(cuts).toBeGreaterThan(0);
  expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  expect(await steps(page)).toEqual(['Done', 'Done', 'Done', 'Done', 'Done']);
});

test('with no place left for its stream, the page goes on by asking', async () => {
  const visitor = await stage.visit();
  const refused = { status: 429, headers: { 'Retry-After': '15' } };
  await visitor.context.route(
    '**/requests/*/events',
    async (route) => await route.fulfill(refused),
  );
  const asked = visitor.context.waitForEvent('response', {
    predicate: (response) => /\/requests\/[^/]+\/status$/.test(response.url()),
  });
  await create(visitor);
  expect((await asked).status()).toBe(200);
});

describe('a page that reloads by itself', () => {
  test('is a choice for those without JavaScript, and can be stopped', async () => {
    await stage.portal.sandbox.switches({ lifecycleMs: 60_000 });
    const { page } = await created({ javaScript: false });
    expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0);
    await page.getByRole('link', { name: 'Check every 10 seconds' }).click();
    await page.waitForURL(/refresh=10/);
    const reloaded = page.waitForResponse(/refresh=10/, { timeout: 20_000 });
    expect((await reloaded).status()).toBe(200);
    await page.getByRole('link', { name: 'Stop refreshing' }).click();
    await page.getByRole('link', { name: 'Check every 10 seconds' }).waitFor();
    expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0);
  });

  test('is inert with JavaScript', async () => {
    await stage.portal.sandbox.switches({ lifecycleMs: 60_000 });
    const visitor = await created({});
    await visitor.page.goto(`${visitor.page.url()}?refresh=10`);
    expect(await visitor.page.locator('meta[http-equiv="refresh"]').count()).toBe(0);
    await visitor.check();
  });
});

async function created(screen: Screen): Promise<Visit> {
  const visitor = await stage.visit(screen);
  await create(visitor);
  return visitor;
}

async function create(visitor: Visit): Promise<void> {
  const { page } = visitor;
  const session = { person: people.max, need: 'create-linodes' } as const;
  await bringSession(visitor, stage.portal, session);
  await visitor.open('/linodes/create');
  await page.getByLabel('Plan', { exact: true }).selectOption('g6-nanode-1');
  await page.getByLabel('Image', { exact: true }).selectOption('linode/debian12');
  await page.getByLabel('Label', { exact: true }).fill('pilot-boat-1');
  await page.getByLabel('Region', { exact: true }).selectOption('us-east');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Root password').fill('A-Very-long.Passphrase-42');
  await page.getByRole('button', { name: 'Create Linode' }).click();
  await page.waitForURL(/\/requests\//);
}

async function word(page: Page): Promise<string> {
  return await page.locator('[data-live="word"]').innerText();
}

async function wordIs(page: Page, wanted: string): Promise<void> {
  await untilSeen(
    async () => await word(page),
    (seen) => seen.trim() === wanted,
  );
}

async function checkAgainUntil(page: Page, wanted: string): Promise<void> {
  await untilSeen(
    async () => {
      await page.getByRole('link', { name: 'Check again' }).click();
      return await word(page);
    },
    (seen) => seen.trim() === wanted,
  );
}

async function steps(page: Page): Promise<string[]> {
  return await page.locator('[data-live="step"]').allInnerTexts();
}
