import { describe, expect, test } from '@jest/globals';
import {
  bringSession,
  passLinode,
  people,
  scripts,
  setStage,
  settled,
  signInThroughLinode,
  type Visit,
} from '../support/browser.ts';

const stage = setStage();

const pathOf = ({ page }: Visit) => page.url().replace(stage.portal.baseUrl, '');
const linode = ({ page }: Visit, label: string) =>
  page.getByRole('link', { name: label, exact: true });
const heading = async ({ page }: Visit) => await page.locator('h1').innerText();

describe.each(scripts)('$name', (screen) => {
  test('a deep link leads over one button and Linode’s sign-in to the page it names', async () => {
    const visitor = await stage.visit(screen);
    await visitor.open('/linodes?label=tide&size=50');
    expect(pathOf(visitor)).toBe('/?returnTo=%2Flinodes%3Flabel%3Dtide%26size%3D50');
    await visitor.check();
    await signInThroughLinode(visitor.page, people.max);
    expect(pathOf(visitor)).toBe('/linodes?label=tide&size=50');
    expect(await visitor.page.getByRole('row').allInnerTexts()).toContainEqual(
      expect.stringContaining('tide-db-primary'),
    );
    await visitor.check();
  });

  test('signing out ends the session, and Linode’s token with it', async () => {
    const visitor = await stage.visit(screen);
    await visitor.open('/');
    await signInThroughLinode(visitor.page, people.max);
    const before = await visitor.context.cookies();
    expect(before.map(({ name }) => name)).toContain('session');
    expect(await stage.portal.sandbox.tokens()).not.toEqual([]);

    await visitor.page.getByRole('button', { name: 'Sign out' }).click();
    await visitor.page.getByText('Linode has ended the access').waitFor();
    expect(await stage.portal.sandbox.tokens()).toEqual([]);
    await visitor.check();

    await visitor.context.addCookies(before);
    await visitor.open('/linodes');
    expect(pathOf(visitor)).toBe('/?returnTo=%2Flinodes');
    expect(await visitor.page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });

  test('who refuses at Linode is told so, and can try again', async () => {
    const visitor = await stage.visit(screen);
    await visitor.open('/?returnTo=%2Flinodes');
    await visitor.page.getByRole('link', { name: 'Sign in with Linode' }).click();
    await passLinode(visitor.page, { person: people.max, decision: 'Deny' });
    expect(await visitor.page.title()).toMatch(/^Error: /);
    const main = visitor.page.getByRole('main');
    expect(await main.innerText()).toContain('Access was refused at Linode');
    expect(await main.innerText()).not.toContain('access_denied');
    await visitor.check();

    await visitor.page.getByRole('link', { name: 'Try again' }).click();
    await passLinode(visitor.page, {});
    expect(pathOf(visitor)).toBe('/linodes');
  });

  test('a chosen theme is in the page itself, before any script', async () => {
    const visitor = await stage.visit({ ...screen, colorScheme: 'light' });
    await bringSession(visitor, stage.portal, { person: people.max });
    await visitor.open('/linodes');
    const background = async () =>
      await visitor.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();

    await visitor.page.getByLabel('Theme').selectOption('dark');
    await visitor.page.getByRole('button', { name: 'Save theme' }).click();
    await visitor.page.getByText('Your choice of theme is saved').waitFor();
    expect(pathOf(visitor)).toBe('/linodes');
    expect(await background()).not.toBe(light);
    await visitor.check();

    const sent = await visitor.page.goto('/linodes');
    expect(await sent?.text()).toContain('data-bs-theme="dark"');

    await visitor.page.getByLabel('Theme').selectOption('system');
    await visitor.page.getByRole('button', { name: 'Save theme' }).click();
    await visitor.page.getByText('Your choice of theme is saved').waitFor();
    expect(await background()).toBe(light);
  });

  test('a link on another site leads to the page, though the session’s cookie is Strict', async () => {
    const visitor = await stage.visit(screen);
    await bringSession(visitor, stage.portal, { person: people.max });
    const chat = 'http://chat.example/';
    const link = `<a href="${stage.portal.baseUrl}/linodes">Our Linodes</a>`;
    await visitor.context.route(chat, async (route) => {
      await route.fulfill({ contentType: 'text/html', body: `<!doctype html>${link}` });
    });
    const cookies: (string | undefined)[] = [];
    visitor.page.on('request', (request) => {
      if (!request.isNavigationRequest() || !request.url().endsWith('/linodes')) return;
      void request.allHeaders().then(({ cookie }) => cookies.push(cookie));
    });
    await visitor.page.goto(chat);
    await visitor.page.getByRole('link', { name: 'Our Linodes' }).click();
    await linode(visitor, 'harbour-web-1').waitFor();
    await visitor.check();
    expect(cookies).toEqual([undefined, expect.stringContaining('session=')]);
  });
});

test.each(['https://evil.example/x', '//evil.example/x', '/\\evil.example/x'])(
  'a way back to %s leads home',
  async (returnTo) => {
    const visitor = await stage.visit();
    await visitor.open(`/?returnTo=${encodeURIComponent(returnTo)}`);
    await signInThroughLinode(visitor.page, people.max);
    expect(pathOf(visitor)).toBe('/');
    expect(await heading(visitor)).toBe('Home');
  },
);

describe('what Linode’s 401 means', () => {
  test('an invalid token ends this session, and no other', async () => {
    const [max, ada] = [await stage.visit(), await stage.visit()];
    await bringSession(max, stage.portal, { person: people.max });
    await bringSession(ada, stage.portal, { person: people.ada });
    await stage.portal.sandbox.revokeTokens('max-member');

    await max.open('/linodes');
    expect(pathOf(max)).toBe('/?returnTo=%2Flinodes');
    await max.page.getByText('Your session has ended').waitFor();
    await max.page.getByRole('link', { name: 'Sign in with Linode' }).waitFor();
    await max.check();
    await ada.open('/linodes');
    expect(await heading(ada)).toBe('Linodes');
  });

  test('a missing scope ends nothing, and is offered', async () => {
    const visitor = await stage.visit();
    await bringSession(visitor, stage.portal, { person: people.max });
    await stage.portal.sandbox.fault({
      host: 'api',
      path: '/v4/linode/instances',
      kind: '401-scope',
      headers: { 'X-Accepted-OAuth-Scopes': 'linodes:read_only' },
    });
    await visitor.open('/linodes');
    expect(await visitor.page.getByRole('main').innerText()).toContain('linodes:read_only');
    await visitor.check();
    await visitor.page.getByRole('link', { name: /^Allow .* Linodes$/ }).click();
    await visitor.page.getByLabel('Username').waitFor();

    await visitor.open('/linodes');
    expect(await linode(visitor, 'harbour-web-1').count()).toBe(1);
  });
});

test('while Linode is in maintenance the page says so, and comes back', async () => {
  const visitor = await stage.visit();
  await bringSession(visitor, stage.portal, { person: people.max });
  const everything = { host: 'api', path: '/v4/', kind: '503-maintenance', times: 0 } as const;
  await stage.portal.sandbox.fault(everything);
  await visitor.open('/linodes');
  expect(await heading(visitor)).toBe('Linode is in maintenance');
  expect(await visitor.page.getByRole('navigation', { name: 'Main' }).count()).toBe(1);
  await visitor.check();

  await stage.portal.sandbox.clearFaults();
  await visitor.page.getByRole('link', { name: 'Try again' }).click();
  await linode(visitor, 'harbour-web-1').waitFor();
});

test.each([
  { person: people.ada, role: 'admin' },
  { person: people.max, role: 'member' },
  { person: people.rita, role: 'member' },
])('$person.username signs in, as $role', async ({ person, role }) => {
  const visitor = await stage.visit();
  await visitor.open('/');
  await signInThroughLinode(visitor.page, person);
  const bar = await visitor.page.getByRole('banner').innerText();
  expect(bar).toContain(person.username);
  expect(bar).toContain(role);
  expect(await visitor.page.evaluate<string>('document.cookie')).toBe('');
  await visitor.check();
});

test('somebody of another account is kept out, and can sign in as someone else', async () => {
  const visitor = await stage.visit();
  await visitor.open('/');
  await signInThroughLinode(visitor.page, people.olga);
  expect(await heading(visitor)).toBe('You cannot use this Quayside');
  await visitor.check();
  expect((await visitor.context.cookies()).map(({ name }) => name)).not.toContain('session');
  expect(await stage.portal.sandbox.tokens()).toEqual([]);

  await visitor.page.getByRole('link', { name: 'Sign in as someone else' }).click();
  await visitor.open('/');
  await signInThroughLinode(visitor.page, people.max);
  await settled(visitor.page);
  expect(await heading(visitor)).toBe('Home');
});
