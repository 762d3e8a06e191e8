type Approval = {
  readonly username: string;
  readonly password: string;
  readonly decision?: 'Allow' | 'Deny';
  /** Pass the same jar again to come back as the same browser. */
  readonly cookies?: Map<string, string>;
};

/** Walks the login and consent pages like a browser; gives the callback URL, which it does not open. */
export async function approve(authorizeUrl: string, approval: Approval): Promise<string> {
  const { username, password, decision = 'Allow', cookies = new Map<string, string>() } = approval;
  const start = new URL(authorizeUrl);
  const browser = createBrowser(cookies, start.origin);
  let at = await browser.follow(start.href);
  if (at.html.includes('name="password"')) at = await browser.post(at, { username, password });
  if (at.html.includes('name="decision"')) at = await browser.post(at, { decision });
  if (new URL(at.url).origin === start.origin && at.html !== '') {
    throw new Error(`no callback came of ${at.url}: ${at.html}`);
  }
  return at.url;
}

type Place = { readonly url: string; readonly html: string };

function createBrowser(cookies: Map<string, string>, origin: string) {
  async function request(url: string, init: RequestInit): Promise<Place> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    keepCookies(cookies, response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (location === null) return { url, html: await response.text() };
    return follow(new URL(location, url).href);
  }
  async function follow(url: string): Promise<Place> {
    if (new URL(url).origin !== origin) return { url, html: '' };
    return request(url, {});
  }
  return {
    follow,
    post: ({ url }: Place, fields: Record<string, string>) =>
      request(url, { method: 'POST', body: new URLSearchParams(fields) }),
  };
}

/** Paths are left out of account: the sandbox's cookie names do not collide. */
function keepCookies(cookies: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}
