import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  bringSession,
  overflow,
  passLinode,
  people,
  scripts,
  setStage,
  type Screen,
  type Visit,
} from '../support/browser.ts';
import { untilSeen } from '../support/until.ts';

const stage = setStage();
const rootPassword = 'A-Very-long.Passphrase-42';
const wished = { region: 'us-east', plan: 'g6-nanode-1', image: 'linode/debian12' };

async function creator(screen: Screen): Promise<Visit> {
  const visitor = await stage.visit(screen);
  const session = { person: people.max, need: 'create-linodes' } as const;
  await bringSession(visitor, stage.portal, session);
  await visitor.open('/linodes/create');
  return visitor;
}

describe.each(scripts)('$name', (screen) => {
  let visitor: Visit;
  let page: Page;
  beforeEach(async () => {
    visitor = await creator(screen);
    ({ page } = visitor);
  });

  test('an empty form comes back with a line for each field, which leads there', async () => {
    await page.getByLabel('Tags').fill('blue');
    await page.getByRole('button', { name: 'Continue' }).click();
    const summary = page.locator('#error-summary');
    await summary.getByText('There is a problem').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    if (screen.javaScript) expect(await focused(page)).toBe('error-summary');
    await visitor.check();

    const lines = await summary.getByRole('link').allInnerTexts();
    expect(lines).toEqual(['Choose a region', 'Choose a plan', 'Choose an image', 'Enter a label']);
    const fields = { region: 'region', plan: 'type', image: 'image', label: 'label' };
    for (const [word, id] of Object.entries(fields)) {
      await summary.getByRole('link', { name: word }).click();
      expect(await focused(page)).toBe(id);
      const describedBy = await page.locator(`#${id}`).getAttribute('aria-describedby');
      expect(describedBy).toContain(`${id}-error`);
    }
    expect(await page.getByLabel('Tags').inputValue()).toBe('blue');
  });

  test('a region with other prices shows them, and what backups cost there', async () => {
    await choose(page, 'Region', 'id-cgk');
    await choose(page, 'Plan', 'g6-nanode-1');
    await bringUpToDate(page, screen);
    const price = page.locator('#price');
    await price.getByText('$6.00 a month ($0.009 an hour)').waitFor();
    await price.getByText('$2.40 a month').waitFor();
    await choose(page, 'Region', 'us-east');
    await bringUpToDate(page, screen);
    await price.getByText('$5.00 a month ($0.0075 an hour)').waitFor();
    await visitor.check();
  });

  test('a plan that the region has no room for cannot be chosen, and says why', async () => {
    await choose(page, 'Region', 'us-central');
    await bringUpToDate(page, screen);
    const soldOut = page.locator('#type option[value="g7-premium-2"]');
    await untilSeen(
      async () => await soldOut.innerText(),
      (text) => text.includes('no room in us-central'),
    );
    expect(await soldOut.isDisabled()).toBe(true);
    expect(await page.locator('#type option[value="g6-nanode-1"]').isDisabled()).toBe(false);
  });

  test('an image long past its end of life is not offered, a lately ended one with a warning', async () => {
    const ended = page.locator('#image option[value="linode/ubuntu25.04"]');
    expect(await page.locator('#image option[value="linode/ubuntu20.04"]').count()).toBe(0);
    expect(await ended.innerText()).toContain('deprecated');
    await fillForm(page, { ...wished, image: 'linode/ubuntu25.04', label: 'pilot-boat-1' });
    await toCheckPage(page);
    await page.getByText('This image is deprecated').waitFor();
    await visitor.check();
  });

  test('curl, CLI and Terraform show what will be sent, and never the password', async () => {
    await fillForm(page, { ...wished, label: 'pilot-boat-1' });
    await page.getByLabel('Tags').fill('harbour, pilots');
    await toCheckPage(page);
    expect(await page.locator('pre').count()).toBe(3);
    for (const name of ['curl', 'Linode CLI', 'Terraform']) {
      const details = page.getByRole('group').filter({ hasText: name });
      await details.getByText(name, { exact: true }).click();
      const command = await details.locator('pre').innerText();
      for (const value of [...Object.values(wished), 'pilot-boat-1', 'harbour', 'pilots'])
        expect(command).toContain(value);
    }
    await visitor.check();

    const weak = 'weakweak7';
    await page.getByLabel('Root password').fill(weak);
    await page.getByRole('button', { name: 'Create Linode' }).click();
    await page.locator('#error-summary').getByText('strength requirement').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    if (screen.javaScript) expect(await focused(page)).toBe('error-summary');
    expect(await page.content()).not.toContain(weak);
    expect(await page.getByLabel('Root password').inputValue()).toBe('');
    await visitor.check();
  });

  test('after Linode refuses, the answers are still there, and a second try works', async () => {
    const reason = 'Harbour Co has reached its limit of Linodes in this region';
    await stage.portal.sandbox.fault({
      host: 'api',
      method: 'POST',
      path: '/v4/linode/instances',
      kind: 'status',
      status: 400,
      body: { errors: [{ field: 'region', reason }] },
    });
    await fillForm(page, { ...wished, label: 'pilot-boat-1' });
    await toCheckPage(page);
    await create(page);
    await page.locator('#error-summary').getByRole('link', { name: reason }).waitFor();
    await visitor.check();
    expect(await page.getByLabel('Region', { exact: true }).inputValue()).toBe(wished.region);
    expect(await page.getByLabel('Plan', { exact: true }).inputValue()).toBe(wished.plan);
    expect(await page.getByLabel('Image', { exact: true }).inputValue()).toBe(wished.image);
    expect(await page.getByLabel('Label', { exact: true }).inputValue()).toBe('pilot-boat-1');

    await toCheckPage(page);
    await create(page);
    await page.waitForURL(/\/requests\//);
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });

  test('a double click creates one Linode, and going back does not make a second', async () => {
    await fillForm(page, { ...wished, label: 'pilot-boat-1' });
    await toCheckPage(page);
    const checkPage = page.url();
    await page.getByLabel('Root password').fill(rootPassword);
    await page.getByRole('button', { name: 'Create Linode' }).dblclick();
    await page.waitForURL(/\/requests\//);
    await page.goto(checkPage);
    expect(page.url()).toMatch(/\/requests\//);
    expect(await createCalls()).toHaveLength(1);
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });

  test('on a telephone no page of the way scrolls sideways', async () => {
    const phone = await creator({ ...screen, width: 360 });
    expect(await overflow(phone.page)).toBe(0);
    await phone.page.getByRole('button', { name: 'Continue' }).click();
    await phone.page.locator('#error-summary').waitFor();
    expect(await overflow(phone.page)).toBe(0);
    await fillForm(phone.page, { ...wished, label: 'pilot-boat-1' });
    await toCheckPage(phone.page);
    for (const summary of await phone.page.locator('summary').all()) await summary.click();
    expect(await overflow(phone.page)).toBe(0);
    await create(phone.page);
    await phone.page.waitForURL(/\/requests\//);
    expect(await overflow(phone.page)).toBe(0);
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });
});

test('the scope is asked for on the way, and the way goes on at the form', async () => {
  const visitor = await stage.visit();
  await bringSession(visitor, stage.portal, { person: people.max });
  await visitor.open('/linodes/create');
  await visitor.check();
  await visitor.page.getByRole('link', { name: 'Allow creating Linodes' }).click();
  await passLinode(visitor.page, { person: people.max });
  expect(await visitor.page.getByLabel('Region', { exact: true }).count()).toBe(1);
  await visitor.check();
});

test('the person whose keys were chosen goes along, and no password is needed', async () => {
  const { page } = await creator({});
  await fillForm(page, { ...wished, label: 'pilot-boat-1' });
  await page.getByLabel('max-member').waitFor();
  await page.getByLabel('ada-admin').check();
  await toCheckPage(page);
  await page.getByRole('button', { name: 'Create Linode' }).click();
  await page.waitForURL(/\/requests\//);
  const [call] = await createCalls();
  expect(call?.body).toMatchObject({ authorized_users: ['ada-admin'] });
  expect(call?.body).not.toHaveProperty('root_pass');
});

test('a plan that sold out after it was chosen is an error of that field', async () => {
  const { page } = await creator({ javaScript: false });
  await fillForm(page, {
    ...wished,
    plan: 'g7-premium-2',
    region: 'us-central',
    label: 'pilot-boat-1',
  });
  await page.getByRole('button', { name: 'Continue' }).click();
  const line = page.locator('#error-summary').getByRole('link');
  expect(await line.innerText()).toContain('us-central has no room for g7-premium-2');
  expect(await line.getAttribute('href')).toBe('#type');
});

test('the whole way can be gone by keyboard alone, and shows where one is', async () => {
  const { page } = await creator({});
  await tabTo(page, 'region');
  await page.keyboard.type('Newark');
  await tabTo(page, 'type');
  await page.keyboard.type('Nanode');
  await tabTo(page, 'image');
  await page.keyboard.type('Debian 12');
  await tabTo(page, 'label');
  await page.keyboard.type('pilot-boat-1');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/linodes\/create\/check/);
  await tabTo(page, 'root_password');
  await page.keyboard.type(rootPassword);
  await page.keyboard.press('Tab');
  expect(await page.evaluate<string>('document.activeElement.textContent.trim()')).toBe(
    'Create Linode',
  );
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/requests\//);
  const [call] = await createCalls();
  expect(call?.body).toMatchObject({
    region: 'us-east',
    type: 'g6-nanode-1',
    image: 'linode/debian12',
  });
});

async function tabTo(page: Page, id: string): Promise<void> {
  await untilSeen(
    async () => {
      await page.keyboard.press('Tab');
      const outline = 'getComputedStyle(document.activeElement)';
      const isSeen = `${outline}.outlineStyle !== 'none' || ${outline}.boxShadow !== 'none'`;
      expect(await page.evaluate<boolean>(isSeen)).toBe(true);
      return await focused(page);
    },
    (at) => at === id,
  );
}

async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>('document.activeElement.id');
}

async function choose(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).selectOption(value);
}

/** With scripts the page does by itself what the button is for. */
async function bringUpToDate(page: Page, { javaScript }: Screen): Promise<void> {
  if (!javaScript) await page.getByRole('button', { name: 'Update options' }).click();
}

type Wish = { region: string; plan: string; image: string; label: string };

async function fillForm(page: Page, { region, plan, image, label }: Wish): Promise<void> {
  await page.getByLabel('Label', { exact: true }).fill(label);
  await choose(page, 'Plan', plan);
  await choose(page, 'Image', image);
  await choose(page, 'Region', region);
}

async function toCheckPage(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/linodes\/create\/check/);
}

async function create(page: Page): Promise<void> {
  await page.getByLabel('Root password').fill(rootPassword);
  await page.getByRole('button', { name: 'Create Linode' }).click();
}

async function createCalls() {
  const log = await stage.portal.sandbox.log();
  return log.filter(
    ({ host, method, path }) =>
      host === 'api' && method === 'POST' && path.endsWith('/linode/instances'),
  );
}

async function linodesCalled(label: string): Promise<number> {
  return (await stage.portal.sandbox.linodes()).filter((linode) => linode.label === label).length;
}
