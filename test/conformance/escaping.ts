import type { Page } from 'playwright-core';
import { claim } from './claim.ts';
import { startHostileApi } from './hostile-api.ts';
import { check, type Checks } from './requirement.ts';
import { sessionCookie, sessionOf } from './visitor.ts';

/** Upstream text stays text: P05. */
export const escaping: Checks = {
  P05: check(
    { needs: ['signIn', 'standIns', 'apiUrl', 'startPortal', 'browser'], isLong: true },
    async (target) => {
      const { signIn, startPortal, browser, standIns, apiUrl } = target;
      const linode = (await standIns.linodes()).find(({ account }) => account === 'harbour');
      const paths = [
        '/',
        '/linodes',
        `/linodes/${linode?.id}`,
        '/linodes/99999999',
        '/me',
        '/browse/images',
        '/browse/regions',
        '/search?q=e',
        '/audit',
        '/audit/users',
        '/audit/tokens',
        '/audit/logins',
      ];
      const api = await startHostileApi(apiUrl, (text) => `${schemes}${text}${markup}`);
      const place = await startPortal({ LINODE_API_URL: `${api.url}/v4` });
      const visitor = await signIn('admin', { place });
      const context = await (await browser()).newContext({ baseURL: place.origin });
      try {
        const name = sessionCookie(place);
        const cookie = { name, value: sessionOf(visitor), url: place.origin } as const;
        await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
        const page = await context.newPage();
        let met = 0;
        for (const path of paths) {
          await page.goto(path);
          met += (await page.content()).includes('conformance-mark') ? 1 : 0;
          const faults = await faultsOf(page);
          claim(faults.length === 0, `${path}: ${faults.join('; ')}`);
        }
        claim(met >= 8, `only ${met} pages showed any of it`);
        const reports = place.process.logLines.filter((line) => line.includes('security policy'));
        claim(reports.length === 0, `the browser reported ${reports.length} violations`);
      } finally {
        await context.close();
        await api.stop();
      }
    },
  ),
};

const schemes = 'javascript:window.pwned=1//conformance-mark ';
const markup = `"onx="1" 'ony='1' \`</title></textarea></script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">`;

/** What a page would have in it, had a text become more than text. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(`(() => {
    const all = [...document.querySelectorAll('*')];
    const faults = [];
    if (window.pwned !== undefined) faults.push('a script ran');
    for (const { tagName, attributes } of all)
      for (const { name, value } of attributes) {
        if (name.startsWith('on')) faults.push(tagName + ' has ' + name);
        if (/^\\s*javascript:/i.test(value) && ['href', 'src', 'action', 'formaction'].includes(name))
          faults.push(tagName + ' leads to a script');
      }
    for (const { src, textContent } of document.scripts)
      if (!new URL(src || 'about:blank').pathname.startsWith('/assets/') || textContent !== '')
        faults.push('a script that is not ours');
    for (const { src } of document.images)
      if (!src.includes('/assets/') && !src.startsWith('data:')) faults.push('an image that is not ours');
    return faults;
  })()`);
}
