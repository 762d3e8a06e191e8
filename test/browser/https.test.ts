import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { freePort } from '../support/free-port.ts';
import {
  beginVisit,
  passLinode,
  people,
  scripts,
  signInThroughLinode,
  startAfresh,
  type Visit,
} from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { terminateTls, type TlsTerminator } from '../support/tls-terminator.ts';
import { untilSeen } from '../support/until.ts';

let portal: TestPortal;
let browser: Browser;
let tls: TlsTerminator;
let baseUrl: string;
let open: Visit[] = [];

beforeAll(async () => {
  const port = await freePort();
  baseUrl = `https://127.0.0.1:${port}`;
  const env = { BASE_URL: baseUrl, TRUST_PROXY: '1' };
  [portal, browser] = await Promise.all([startPortal({ env }), launchChromium()]);
  tls = await terminateTls({ from: port, to: Number(new URL(portal.baseUrl).port) });
});
afterAll(async () => {
  await Promise.all([browser.close(), tls.close()]);
  await portal.stop();
});
beforeEach(async () => {
  await startAfresh(portal, baseUrl);
});
afterEach(async () => {
  const ending = open;
  open = [];
  await Promise.all(ending.map(async (visit) => await visit.end()));
});

async function visit(screen: { javaScript: boolean }): Promise<Visit> {
  const begun = await beginVisit(browser, portal, { ...screen, baseUrl });
  open.push(begun);
  return begun;
}

describe.each(scripts)('over https, $name', (screen) => {
  test('the cookies carry the names that bind them to this host', async () => {
    const visitor = await visit(screen);
    await visitor.open('/');
    await visitor.page.getByRole('link', { name: 'Sign in with Linode' }).click();
    const [attempt, ...others] = await portalCookies(visitor);
    expect(others).toEqual([]);
    expect(attempt).toMatchObject({
      name: expect.stringMatching(/^__Host-attempt-[\w-]{16,}$/),
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    });
    await passLinode(visitor.page, { person: people.max });
    expect(visitor.page.url()).toBe(`${baseUrl}/`);
    const [session, ...rest] = await portalCookies(visitor);
    expect(rest).toEqual([]);
    expect(session).toMatchObject({
      name: '__Host-Http-session',
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      expires: -1,
    });
    for (const line of tls.setCookies) expect(line).not.toMatch(/;\s*domain=/i);
    expect(await visitor.page.evaluate<string>('document.cookie')).toBe('');
    await visitor.check();
  });

  test('one signs in, creates a Linode, sees it run, and signs out', async () => {
    const visitor = await visit(screen);
    const { page } = visitor;
    await visitor.open('/linodes/create');
    await signInThroughLinode(page, people.max);
    await page.getByRole('link', { name: 'Allow creating Linodes' }).click();
    await passLinode(page, {});
    await page.getByLabel('Plan', { exact: true }).selectOption('g6-nanode-1');
    await page.getByLabel('Image', { exact: true }).selectOption('linode/debian12');
    await page.getByLabel('Label', { exact: true }).fill('pilot-boat-1');
    await page.getByLabel('Region', { exact: true }).selectOption('us-east');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Root password').fill('A-Very-long.Passphrase-42');
    await page.getByRole('button', { name: 'Create Linode' }).click();
    await page.waitForURL(/\/requests\//);
    await untilSeen(
      async () => {
        if (!screen.javaScript) await page.getByRole('link', { name: 'Check again' }).click();
        return await page.locator('[data-live="word"]').innerText();
      },
      (word) => word.trim() === 'Running',
    );
    await visitor.check();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Linode has ended the access').waitFor();
    expect(await portal.sandbox.tokens()).toEqual([]);
    expect(await page.evaluate<string>('document.cookie')).toBe('');
  });
});

/** The login host lives on the same address, and cookies know no ports. */
async function portalCookies({ context }: Visit) {
  return (await context.cookies(baseUrl)).filter(({ secure }) => secure);
}
