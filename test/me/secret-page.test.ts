import { describe, expect, test } from '@jest/globals';
import { scripts, setStage } from '../support/browser.ts';
import { tokenManager } from './me-support.ts';

// Playwright switches the memory for Back off; people's browsers have it on.
const stage = setStage({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });

describe.each(scripts)('a new token, $name', ({ javaScript }) => {
  test('is not shown again on Back, nor on a reload', async () => {
    const { portal } = stage;
    const value = (await tokenManager(portal)).cookies.get('session') ?? '';
    const visit = await stage.visit({ javaScript });
    const { page, context } = visit;
    const session = { name: 'session', value, url: portal.baseUrl, httpOnly: true } as const;
    await context.addCookies([{ ...session, sameSite: 'Strict' }]);

    await visit.open('/me/tokens/create');
    await page.getByLabel('Label').fill('pilot');
    await page.getByRole('radio', { name: 'Linodes Read only', exact: true }).check();
    await page.getByRole('button', { name: 'Check token' }).click();
    await visit.check();
    await page.getByRole('button', { name: 'Create token' }).click();
    const secret = (await page.locator('#secret').textContent()) ?? '';
    expect(secret).toMatch(/^[0-9a-f]{64}$/);

    await page.getByRole('link', { name: 'My tokens' }).click();
    await page.getByRole('heading', { name: 'Personal access tokens' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Token already shown' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.reload();
    expect(await page.content()).not.toContain(secret);
    await visit.check();
  });
});
