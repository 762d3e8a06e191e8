import { describe, expect, test } from '@jest/globals';
import { bringSession, people, scripts, setStage } from '../support/browser.ts';

// Playwright switches the back-forward cache off; people have it on.
const stage = setStage({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });

describe.each(scripts)('$name', (screen) => {
  test('after signing out, Back shows nobody’s page', async () => {
    const visitor = await stage.visit(screen);
    const { page } = visitor;
    // A page that comes back from memory is not loaded, so there is no load to wait for.
    const goBack = async () => await page.goBack({ waitUntil: 'commit' });
    await bringSession(visitor, stage.portal, { person: people.max });
    await visitor.open('/');
    await visitor.open('/linodes');
    await page.evaluate('window.isFromMemory = true');
    await page.getByRole('link', { name: 'harbour-web-1', exact: true }).click();
    await page.getByRole('heading', { name: 'harbour-web-1', exact: true }).waitFor();

    // The danger is real: while somebody is signed in, Back gets the page as it lay in memory.
    await goBack();
    await page.getByRole('heading', { name: 'Linodes', exact: true }).waitFor();
    expect(await page.evaluate('window.isFromMemory')).toBe(true);

    const answer = page.waitForResponse(/\/sign-out$/);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await (await answer).headerValue('clear-site-data')).toContain('"cache"');
    await page.getByText('You are signed out').waitFor();
    for (let back = 0; back < 2; back += 1) {
      await goBack();
      await page.getByRole('link', { name: 'Sign in with Linode' }).waitFor();
      const shown = await page.locator('body').innerText();
      expect(shown).not.toContain('harbour-web-1');
      expect(shown).not.toContain('max-member');
    }
  });
});
