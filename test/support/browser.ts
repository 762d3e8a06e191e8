import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { startPortal, type TestPortal } from './portal.ts';
import { TestVisitor, type Person } from './visitor.ts';

export const people = {
  ada: { username: 'ada-admin', password: 'harbour-demo-1' },
  max: { username: 'max-member', password: 'harbour-demo-1' },
  rita: { username: 'rita-restricted', password: 'harbour-demo-1' },
  olga: { username: 'olga-outsider', password: 'elsewhere-demo-1' },
} as const satisfies Record<string, Person>;

/** How somebody looks at the portal. Without anything said: a desk, scripts on, light. */
export interface Screen {
  readonly javaScript?: boolean;
  readonly width?: 1280 | 390 | 360;
  readonly colorScheme?: 'light' | 'dark';
}

/** For `describe.each`: what has to work with scripts and without them. */
export const scripts = [
  { name: 'with JavaScript', javaScript: true },
  { name: 'without JavaScript', javaScript: false },
] as const;

/** The world as it was at the start, for the portal too: it would remember what is gone. */
export async function startAfresh(portal: TestPortal, baseUrl = portal.baseUrl): Promise<void> {
  await portal.redisServer.client.flushall();
  await portal.sandbox.reset();
  await portal.sandbox.registerRedirectUri(`${baseUrl}/oauth/callback`);
}

/** One person's browser, empty at first. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the content security policy, and errors of scripts, so far. */
  readonly complaints: readonly string[];
  /** Opens a path of the portal. */
  open(path: string): Promise<void>;
  /** What has to be true of each page (pages.md, standing checks) is true of this one. */
  check(): Promise<void>;
  /** Fails when the browser complained of anything. */
  end(): Promise<void>;
}

export interface Stage {
  readonly portal: TestPortal;
  readonly browser: Browser;
  /** A visit that ends with its test. */
  visit(screen?: Screen): Promise<Visit>;
}

interface StageOptions {
  readonly ignoreDefaultArgs?: string[];
}

/** One portal and one browser for the tests of a file; each test finds the world as it began. */
export function setStage({ ignoreDefaultArgs }: StageOptions = {}): Stage {
  let open: Visit[] = [];
  let set: { portal: TestPortal; browser: Browser } | undefined;
  const now = () => {
    if (set === undefined) throw new Error('the stage is not set yet');
    return set;
  };

  beforeAll(async () => {
    const [portal, browser] = await Promise.all([startPortal(), launchChromium(ignoreDefaultArgs)]);
    set = { portal, browser };
  }, 60_000);
  beforeEach(async () => {
    await startAfresh(now().portal);
  });
  afterEach(async () => {
    const ending = open;
    open = [];
    await Promise.all(ending.map(async (visit) => await visit.end()));
  });
  afterAll(async () => {
    await Promise.all([set?.browser.close(), set?.portal.stop()]);
  });

  return {
    get portal() {
      return now().portal;
    },
    get browser() {
      return now().browser;
    },
    async visit(screen) {
      const visit = await beginVisit(now().browser, now().portal, screen);
      open.push(visit);
      return visit;
    },
  };
}

/** `baseUrl` differs from the portal's own when something stands before it. */
export async function beginVisit(
  browser: Browser,
  portal: TestPortal,
  screen: Screen & { readonly baseUrl?: string } = {},
): Promise<Visit> {
  const { javaScript = true, width = 1280, colorScheme = 'light' } = screen;
  const { baseUrl = portal.baseUrl } = screen;
  const context = await browser.newContext({
    baseURL: baseUrl,
    javaScriptEnabled: javaScript,
    viewport: { width, height: 900 },
    colorScheme,
    ignoreHTTPSErrors: baseUrl.startsWith('https:'),
  });
  // What does not come, comes never: the default would use up a test's whole time.
  context.setDefaultTimeout(10_000);
  const complaints = complaintsOf(context);
  const reportsBefore = cspReports(portal);
  const page = await context.newPage();

  return {
    page,
    context,
    complaints,
    async open(path) {
      await page.goto(path);
    },
    async check() {
      // What axe examines is the same page with scripts and without.
      if (javaScript) expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      expect(await page.title()).toMatch(/ · Quayside$/);
      await expectNoSecrets(page, portal);
    },
    async end() {
      await context.close();
      expect(complaints).toEqual([]);
      expect(cspReports(portal) - reportsBefore).toBe(0);
    },
  };
}

/** What a browser says that the content security policy stopped, and errors of scripts. */
export function complaintsOf(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    const text = message.text();
    const isViolation = /content security policy|trusted ?type/i.test(text);
    if (isViolation) complaints.push(`console: ${text}`);
  });
  context.on('weberror', (error) => complaints.push(`script: ${error.error().message}`));
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/csp-report') complaints.push('a report was sent');
  });
  return complaints;
}

/** Reports go out past the page's own network events; the portal has them in its log. */
function cspReports(portal: TestPortal): number {
  return portal.logLines.filter((line) => line.includes('content security policy violation'))
    .length;
}

async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** How far the page itself scrolls sideways, in pixels. */
export async function overflow(page: Page): Promise<number> {
  const root = 'document.documentElement';
  return await page.evaluate<number>(`${root}.scrollWidth - ${root}.clientWidth`);
}

/** Neither a token nor the client's secret is anywhere in the page or in its address. */
async function expectNoSecrets(page: Page, { sandbox }: TestPortal): Promise<void> {
  const seen = `${page.url()}\n${await page.content()}`;
  const tokens = (await sandbox.tokens()).map(({ token }) => token);
  for (const secret of [...tokens, sandbox.clientSecret]) expect(seen).not.toContain(secret);
}

/** From a page that offers it, through Linode, back to where the portal leads. */
export async function signInThroughLinode(page: Page, person: Person): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Linode', exact: true }).click();
  await passLinode(page, { person });
}

/** The pages of Linode that stand between: who one is, unless known there, and what one allows. */
export async function passLinode(
  page: Page,
  { person, decision = 'Allow' }: { person?: Person; decision?: 'Allow' | 'Deny' },
): Promise<void> {
  if (person !== undefined) {
    await page.getByLabel('Username').fill(person.username);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
  const linode = new URL(page.url()).origin;
  await page.getByRole('button', { name: decision, exact: true }).click();
  await page.waitForURL(({ origin }) => origin !== linode);
  await settled(page);
}

/** The bounce page goes on by itself; this is where it led to. */
export async function settled(page: Page): Promise<void> {
  await page.locator('footer.page-footer').waitFor();
}

/**
 * Gives a browser the session of somebody who signed in elsewhere by the same flow: for tests that
 * are about what comes after.
 */
export async function bringSession(
  { context }: Visit,
  portal: TestPortal,
  { person, need }: { person: Person; need?: 'create-linodes' },
): Promise<void> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  if (need !== undefined) await visitor.signIn(person, `/sign-in?for=${need}`);
  const value = visitor.cookies.get('session');
  if (value === undefined) throw new Error(`${person.username} was not signed in`);
  const session = { name: 'session', value, url: portal.baseUrl, httpOnly: true } as const;
  await context.addCookies([{ ...session, sameSite: 'Strict' }]);
}
