import { describe, expect, test } from '@jest/globals';
import { bringSession, people, scripts, setStage, type Visit } from '../support/browser.ts';
import { until } from '../support/until.ts';

const colleagues = ['ivo-infra', 'quinn-contractor', 'petra-platform'];

describe.each(scripts)('$name', (screen) => {
  // A stage of its own: the portal remembers for ten minutes whom it looked at.
  const stage = setStage();

  async function arrive(person: { username: string; password: string }): Promise<Visit> {
    const visitor = await stage.visit(screen);
    await bringSession(visitor, stage.portal, { person });
    return visitor;
  }

  test('who is no administrator does not see the audit, and is told so at its address', async () => {
    const visitor = await arrive(people.max);
    await visitor.open('/linodes');
    expect(await visitor.page.getByRole('link', { name: 'Audit', exact: true }).count()).toBe(0);
    const answer = await visitor.page.goto('/audit');
    expect(answer?.status()).toBe(403);
    await visitor.page.getByText('This page is for administrators').waitFor();
    await visitor.check();
  });

  test('an administrator sees who holds what, ends it with a reason, and finds it in the log', async () => {
    for (const username of colleagues) {
      const colleague = await arrive({ username, password: people.ada.password });
      await colleague.open('/about-access');
    }
    const admin = await arrive(people.ada);
    const { page } = admin;
    await admin.open('/about-access');
    await until('the audit has seen it', async () => {
      await admin.open('/audit');
      return (await page.getByText('Tokens seen for 4 of').count()) > 0;
    });
    await page.getByText('dora-database').first().waitFor();
    await admin.check();

    await page.getByRole('link', { name: 'Never expires' }).click();
    await page.getByRole('link', { name: 'ivo-everything' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'ivo-everything' });
    for (const words of [
      'ivo-infra',
      'Everything, read and write',
      'Never',
      'Not reported by Linode',
      'Full access',
      'Account write',
    ])
      await row.getByText(words).first().waitFor();
    expect(await page.getByRole('link', { name: 'quinn-temporary' }).count()).toBe(0);
    await admin.check();

    await row.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Revoke selected' }).click();
    await admin.check();
    await page.getByRole('button', { name: 'Revoke 1 token' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByLabel('Reason').fill('left behind by a script');
    await page.getByRole('button', { name: 'Revoke 1 token' }).click();
    await page.waitForURL('**/audit/revocations/*');
    await until('the audit has seen it', async () => {
      await page.reload();
      return (await page.getByText('Owner asked').count()) > 0;
    });
    await admin.check();

    await admin.open('/audit/log?type=revocation.begun');
    await page.getByText('left behind by a script').first().waitFor();
    await page.getByText('Chain intact').waitFor();
    await admin.check();
  });

  test('logins say in words whether they succeeded, and lead to their person', async () => {
    const admin = await arrive(people.ada);
    await admin.open('/audit/logins');
    await admin.page.getByText('Failed').first().waitFor();
    await admin.page.getByText('Successful').first().waitFor();
    await admin.check();
    await admin.page.getByRole('link', { name: 'quinn-contractor' }).first().click();
    await admin.page.waitForURL('**/audit/users/quinn-contractor');
    await admin.check();
  });
});
