import { describe, expect, test } from '@jest/globals';
import { bringSession, people, scripts, setStage } from '../support/browser.ts';

// Playwright switches the back-forward cache off; people have it on.
const stage = setStage({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });

describe.each(scripts)('$name', (screen) => {
  test('after signing out, Back shows nobody’s page', async () => {
    const visitor = await stage.visit(screen);
    const { page } = visitor;
    await bringSession(visitor, stage.portal, { person: people.max });
    await visitor.open('/');
    await visitor.open('/linodes');
    await page.getByRole('link', { name: 'harbour-web-1', exact: true }).click();
    await page.getByRole('heading', { name: 'harbour-web-1', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor();
    for (let back = 0; back < 2; back += 1) {
      await page.goBack();
      await page.getByRole('link', { name: 'Sign in with Linode' }).waitFor();
      const shown = await page.locator('body').innerText();
      expect(shown).not.toContain('harbour-web-1');
      expect(shown).not.toContain('max-member');
    }
  });
});
