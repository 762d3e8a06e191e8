import { beforeEach, describe, expect, test } from '@jest/globals';
import { bringSession, people, scripts, setStage, type Visit } from '../support/browser.ts';
import { TestVisitor } from '../support/visitor.ts';

const stage = setStage();

/** A session that may read volumes as well. */
async function bringReader({ context }: Visit): Promise<void> {
  const visitor = new TestVisitor(stage.portal);
  await visitor.signIn(people.max);
  await visitor.signIn(people.max, '/sign-in?for=read-volumes');
  const session = { name: 'session', value: visitor.cookies.get('session') ?? '' };
  const url = stage.portal.baseUrl;
  await context.addCookies([{ ...session, url, httpOnly: true, sameSite: 'Strict' }]);
}

async function heads({ page }: Visit): Promise<string[]> {
  return await page.locator('tbody th').allInnerTexts();
}

describe.each(scripts)('$name', (screen) => {
  let visitor: Visit;
  beforeEach(async () => {
    visitor = await stage.visit(screen);
  });

  test('volumes are filtered by a row of field, operator and value, which stays', async () => {
    await bringReader(visitor);
    await visitor.open('/browse/volumes');
    const [first = ''] = await heads(visitor);
    const { page } = visitor;
    await page.getByText('Filter by field').click();
    await page.getByLabel('Filter 1: Field').selectOption('label');
    await page.getByLabel('Filter 1: Operator').selectOption('is');
    await page.getByLabel('Filter 1: Value').fill(first);
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await page.getByText('1 volume', { exact: true }).waitFor();
    expect(await heads(visitor)).toEqual([first]);
    expect(await page.getByLabel('Filter 1: Value').inputValue()).toBe(first);
    await visitor.check();
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.waitForURL((url) => url.searchParams.has('all'));
    expect((await heads(visitor)).length).toBeGreaterThan(1);
  });

  test('a list goes on to its next page and back', async () => {
    await bringSession(visitor, stage.portal, { person: people.max });
    await visitor.open('/browse/types');
    const before = await heads(visitor);
    await visitor.page.getByRole('link', { name: 'Next' }).click();
    await visitor.page.waitForURL((url) => url.searchParams.get('page') === '2');
    expect(await visitor.page.title()).toMatch(/^Plans, page 2 of \d+ · Quayside$/);
    const after = await heads(visitor);
    expect(after.filter((head) => before.includes(head))).toEqual([]);
    await visitor.check();
    await visitor.page.getByRole('link', { name: 'Previous' }).click();
    await visitor.page.waitForURL((url) => !url.searchParams.has('page'));
    expect(await heads(visitor)).toEqual(before);
  });

  test('a mistake in raw X-Filter is explained, and what was typed stays', async () => {
    await bringReader(visitor);
    await visitor.open('/browse/volumes');
    const { page } = visitor;
    await page.getByText('Raw X-Filter').click();
    await page.getByLabel('X-Filter as JSON').fill('{"label":');
    await page.getByRole('button', { name: 'Apply filters' }).click();
    const problem = page.getByRole('link', { name: 'X-Filter is not JSON' });
    await problem.waitFor();
    expect(await page.title()).toMatch(/^Error: Volumes/);
    expect(await page.getByLabel('X-Filter as JSON').inputValue()).toBe('{"label":');
    await visitor.check();
    await problem.click();
    expect(await page.evaluate('document.activeElement.id')).toBe('x_filter');
  });

  test('lists and things fit a screen of 390 pixels, in the dark', async () => {
    const phone = await stage.visit({ ...screen, width: 390, colorScheme: 'dark' });
    await bringReader(phone);
    const [linode] = await stage.portal.sandbox.linodes();
    for (const path of [
      '/browse',
      '/browse/volumes?f1=label&o1=contains&v1=a',
      '/browse/types?region=us-east&f1=class&o1=is&v1=gpu',
      '/browse/regions',
      `/browse/linodes/${linode?.id}`,
      `/browse/linodes/${linode?.id}/disks?f1=size&o1=at-least&v1=1`,
      '/search?q=harbour',
    ]) {
      await phone.open(path);
      await phone.check();
    }
  });
});
