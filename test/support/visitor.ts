import { approve } from '../../sandbox/login/walk.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The path and query that the answer redirects to, or null. */
  readonly location: string | null;
}

export interface Person {
  readonly username: string;
  readonly password: string;
}

interface Address {
  readonly baseUrl: string;
  /** What browsers see in its place, where requests go to a process behind it. */
  readonly origin?: string;
}

/** The portal answers everybody much sooner, if only that it cannot: no answer at all is a bug of it. */
const ANSWER_MS = 120_000;

/** A browser without a screen: keeps cookies, follows nothing by itself, sends what browsers send. */
export class TestVisitor {
  readonly cookies: Map<string, string>;
  readonly #portal: Address;

  constructor(portal: Address, cookies = new Map<string, string>()) {
    this.#portal = portal;
    this.cookies = cookies;
  }

  /** The same browser, sent to another replica. */
  at(portal: Address): TestVisitor {
    return new TestVisitor(portal, this.cookies);
  }

  /** A copy of this browser, whose requests go straight to one process behind the portal's address. */
  beside({ baseUrl }: Pick<Address, 'baseUrl'> = this.#portal): TestVisitor {
    const { origin = this.#portal.baseUrl } = this.#portal;
    return new TestVisitor({ baseUrl, origin }, new Map(this.cookies));
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.#send(path, { headers });
  }

  async post(
    path: string,
    fields: Record<string, string | readonly string[]>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      for (const item of [value].flat()) body.append(name, item);
    return await this.postBody(path, body.toString(), headers);
  }

  /** A form's body as it stands, well encoded or not. */
  async postBody(
    path: string,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const own = {
      'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'Sec-Fetch-Site': 'same-origin',
      Origin: this.#portal.origin ?? this.#portal.baseUrl,
    };
    return await this.#send(path, { method: 'POST', body, headers: { ...own, ...headers } });
  }

  /** Opens a page and sends its form (the one that posts to `action`), with some fields changed. */
  async submit(
    page: string | Answer,
    action: string,
    fields: Record<string, string | readonly string[]> = {},
  ): Promise<Answer> {
    const { text } = typeof page === 'string' ? await this.get(page) : page;
    return await this.post(action, { ...formFields(text, action), ...fields });
  }

  /** Through Linode and back, as a person would go; ends at the page that sign-in leads to. */
  async signIn(
    person: Person,
    start = '/sign-in',
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { location } = await this.get(start, headers);
    const callback = await approve(location ?? '', person);
    const url = new URL(callback);
    return await this.get(url.pathname + url.search, headers);
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Accept: 'text/html', ...(init.headers as Record<string, string>), cookie };
    const url = this.#portal.baseUrl + path;
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
    this.#keepCookies(response);
    const { status } = response;
    const location = response.headers.get('location');
    return { status, headers: response.headers, text: await response.text(), location };
  }

  #keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const isOver = attributes.some((text) =>
        /max-age=0|expires=thu, 01 jan 1970/i.test(text.trim()),
      );
      if (isOver) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** The values that a form on a page would send as it stands. */
export function formFields(page: string, action: string): Record<string, string> {
  const forms = [...page.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => form);
  const form = forms.find((text) => text.includes(`action="${action}"`)) ?? '';
  const inputs = form.matchAll(/<input\b[^>]*type="(?:hidden|text)"[^>]*>/g);
  const fields: Record<string, string> = {};
  for (const [input] of inputs) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name !== undefined) fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? '';
  }
  return fields;
}
