import { describe, expect, test } from '@jest/globals';
import { beginVisit, bringSession, people, setStage, type Visit } from '../support/browser.ts';
import { untilSeen } from '../support/until.ts';

const stage = setStage();

// Light at a desk's width is what all other tests look at.
describe.each([
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
] as const)('at $width pixels, $colorScheme', (screen) => {
  test('every page of a stranger holds the standing checks', async () => {
    const stranger = await stage.visit(screen);
    for (const path of ['/', '/?returnTo=%2Flinodes', '/about-access', '/no-such-page'])
      await openAndCheck(stranger, path);
  });

  test('every page of a visitor holds the standing checks', async () => {
    const visitor = await stage.visit(screen);
    const session = { person: people.max, need: 'create-linodes' } as const;
    await bringSession(visitor, stage.portal, session);
    const [linode] = await stage.portal.sandbox.linodes();
    const pages = ['/', '/about-access', '/linodes', '/linodes?label=nothing', '/linodes/create'];
    for (const path of pages) await openAndCheck(visitor, path);
    await requestOf(visitor);
    await visitor.check();
    const more = ['/requests', `/linodes/${linode?.id}`, `/linodes/${linode?.id}/shutdown`];
    for (const path of [...more, '/linodes/999999999', '/no-such-page'])
      await openAndCheck(visitor, path);
    await stage.portal.sandbox.seed(0);
    await openAndCheck(visitor, '/linodes');
  });
});

async function openAndCheck(visitor: Visit, path: string): Promise<void> {
  await visitor.open(path);
  await visitor.check();
}

async function requestOf({ page }: Visit): Promise<void> {
  await page.goto('/linodes/create');
  await page.getByLabel('Plan', { exact: true }).selectOption('g6-nanode-1');
  await page.getByLabel('Image', { exact: true }).selectOption('linode/debian12');
  await page.getByLabel('Label', { exact: true }).fill('pilot-boat-1');
  await page.getByLabel('Region', { exact: true }).selectOption('us-east');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Root password').fill('A-Very-long.Passphrase-42');
  await page.getByRole('button', { name: 'Create Linode' }).click();
  await page.waitForURL(/\/requests\//);
}

describe('the checks themselves', () => {
  test('notice what the content security policy stops', async () => {
    const visitor = await beginVisit(stage.browser, stage.portal);
    await visitor.open('/');
    await visitor.page.evaluate(`document.body.setAttribute('style', 'color: red')`);
    await untilSeen(
      async () => await Promise.resolve(visitor.complaints.length),
      (count) => count > 0,
    );
    await expect(visitor.end()).rejects.toThrow(/Content Security Policy/i);
  });

  test('notice an error in a script', async () => {
    const visitor = await beginVisit(stage.browser, stage.portal);
    await visitor.open('/');
    await visitor.page.evaluate(`setTimeout(() => { throw new Error('adrift'); })`);
    await untilSeen(
      async () => await Promise.resolve(visitor.complaints.length),
      (count) => count > 0,
    );
    await expect(visitor.end()).rejects.toThrow(/adrift/);
  });

  test('notice an image without words, and a page that is too wide', async () => {
    const visitor = await stage.visit();
    await visitor.open('/');
    await visitor.page.evaluate(`document.querySelector('img').removeAttribute('alt')`);
    await expect(visitor.check()).rejects.toThrow(/image-alt/);
    await visitor.open('/');
    await visitor.check();
    await visitor.page.evaluate(`document.querySelector('main').style.width = '2000px'`);
    await expect(visitor.check()).rejects.toThrow();
  });
});
