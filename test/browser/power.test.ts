import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  bringSession,
  passLinode,
  people,
  scripts,
  setStage,
  type Visit,
} from '../support/browser.ts';
import { untilSeen } from '../support/until.ts';

const stage = setStage();
const label = 'harbour-web-1';

describe.each(scripts)('$name', (screen) => {
  let visitor: Visit;
  let page: Page;
  beforeEach(async () => {
    visitor = await stage.visit(screen);
    ({ page } = visitor);
    const session = { person: people.max, need: 'create-linodes' } as const;
    await bringSession(visitor, stage.portal, session);
    await visitor.open(`/linodes/${await idOf(label)}`);
  });

  test('a Linode that is shut down goes over Shutting down to Offline', async () => {
    await stage.portal.sandbox.switches({ lifecycleMs: 4500 });
    await page.getByRole('link', { name: 'Shut down' }).click();
    expect(await page.locator('h1').innerText()).toBe(`Shut down ${label}?`);
    await visitor.check();
    await page.getByRole('button', { name: 'Shut down' }).click();
    await seeWord(page, 'Shutting down', screen.javaScript);
    await visitor.check();
    await seeWord(page, 'Offline', screen.javaScript);
    expect(await powerCalls()).toEqual([expect.stringMatching(/\/shutdown$/)]);

    await page.reload();
    await page.getByRole('button', { name: 'Power on' }).waitFor();
    expect(await page.getByRole('link', { name: 'Shut down' }).count()).toBe(0);
    await visitor.check();
  });

  test('a cancelled confirmation sends nothing', async () => {
    for (const act of ['Shut down', 'Reboot']) {
      await page.getByRole('link', { name: act }).click();
      await page.getByRole('button', { name: act }).waitFor();
      await page.getByRole('link', { name: 'Cancel' }).click();
      await page.getByRole('heading', { name: label, exact: true }).waitFor();
    }
    expect(await powerCalls()).toEqual([]);
  });

  test('Linode’s reason is shown when a Linode is not ready for an act', async () => {
    const busy = await idOf('singapore-edge');
    await visitor.open(`/linodes/${busy}/reboot`);
    await page.getByRole('button', { name: 'Reboot' }).click();
    await page.getByText('Linode busy.').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    await visitor.check();
  });
});

test('who signed in to look is asked for more access, and comes back to the Linode', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await bringSession(visitor, stage.portal, { person: people.max });
  await visitor.open(`/linodes/${await idOf(label)}`);
  expect(await page.getByRole('link', { name: 'Shut down' }).count()).toBe(0);
  await visitor.check();
  await page.getByRole('link', { name: 'Allow changing Linodes' }).click();
  await passLinode(page, { person: people.max });
  await page.getByRole('link', { name: 'Shut down' }).waitFor();
  await visitor.check();
});

async function idOf(wanted: string): Promise<number> {
  const found = (await stage.portal.sandbox.linodes()).find((linode) => linode.label === wanted);
  if (found === undefined) throw new Error(`no ${wanted}`);
  return found.id;
}

/** By itself with scripts, by Check again without. */
async function seeWord(page: Page, wanted: string, isLive: boolean): Promise<void> {
  await untilSeen(
    async () => {
      if (!isLive) await page.getByRole('link', { name: 'Check again' }).click();
      return await page.locator('[data-live="word"]').innerText();
    },
    (seen) => seen.trim() === wanted,
  );
}

async function powerCalls(): Promise<string[]> {
  const log = await stage.portal.sandbox.log();
  return log.filter((one) => one.host === 'api' && one.method === 'POST').map(({ path }) => path);
}
