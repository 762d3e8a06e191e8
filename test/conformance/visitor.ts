import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, type Answer } from './exchange.ts';
import { formsIn } from './forms.ts';
import type { Transcript } from './transcript.ts';

/** Where a portal is. */
export interface Place {
  /** Its BASE_URL, as browsers see it. */
  readonly origin: string;
  /** Where its replicas listen; the same as the origin where nothing else is known. */
  readonly addresses: readonly string[];
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Sent {
  readonly method?: string;
  /** Laid over what a browser sends by itself; `undefined` leaves a header out. */
  readonly headers?: Headers;
  readonly body?: string;
  readonly patienceMs?: number;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A browser without a screen: keeps cookies, follows nothing by itself, sends what browsers send. */
export interface Visitor {
  readonly place: Place;
  readonly jar: Map<string, string>;
  ask(path: string, sent?: Sent): Promise<Answer>;
  get(path: string, headers?: Headers): Promise<Answer>;
  post(path: string, fields: Fields, headers?: Headers): Promise<Answer>;
  /** Opens a page, unless it is open, and sends its form that posts to `action`, some fields changed. */
  submit(page: string | Answer, action: string, fields?: Fields): Promise<Answer>;
  /** The same browser, with the same cookies, at another replica. */
  at(replica: number): Visitor;
}

export interface VisitorOptions {
  readonly place: Place;
  readonly transcript: Transcript;
  /** Told in X-Forwarded-For where the kit stands in for the load balancer. */
  readonly address?: string | undefined;
  /** Waits, as it is told to, where it has asked the portal too often. */
  readonly waitsItsTurn?: boolean;
  readonly replica?: number;
  readonly jar?: Map<string, string>;
}

const PATIENCE_MS = 30_000;

export function createVisitor(options: VisitorOptions): Visitor {
  const { place, transcript, address, waitsItsTurn = false, replica = 0 } = options;
  const { jar = new Map<string, string>() } = options;
  const url = place.addresses[replica] ?? place.origin;

  async function ask(path: string, sent: Sent = {}): Promise<Answer> {
    const { method = 'GET', body = '', patienceMs = PATIENCE_MS } = sent;
    const usual = {
      host: new URL(place.origin).host,
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'user-agent': 'Quayside conformance kit',
      'sec-fetch-site': 'none',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'x-forwarded-for': address,
      cookie: jar.size === 0 ? undefined : toCookieHeader(jar),
    };
    const headers = laidOver(usual, sent.headers ?? {});
    const answer = await exchange({ url, path, method, headers, body, patienceMs });
    transcript.note(answer, String(headers['cookie'] ?? '').includes('session='));
    keepCookies(jar, answer);
    const pauseMs = Number(answer.headers['retry-after']) * 1000;
    if (!waitsItsTurn || !isPortalsLimit(answer) || !(pauseMs <= 60_000)) return answer;
    await sleep(pauseMs);
    return await ask(path, sent);
  }

  async function get(path: string, headers: Headers = {}): Promise<Answer> {
    return await ask(path, { headers });
  }

  async function post(path: string, fields: Fields, headers: Headers = {}): Promise<Answer> {
    const own = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      origin: place.origin,
    };
    return await ask(path, {
      method: 'POST',
      body: encoded(fields),
      headers: laidOver(own, headers),
    });
  }

  return {
    place,
    jar,
    ask,
    get,
    post,
    async submit(page, action, fields = {}) {
      const { text } = typeof page === 'string' ? await get(page) : page;
      const form = formsIn(text).find((one) => one.method === 'post' && one.action === action);
      return await post(action, { ...form?.fields, ...fields });
    },
    at: (other) => createVisitor({ ...options, jar, replica: other }),
  };
}

/** A 429 that is Linode's own is passed on while there is still something left of the portal's limit. */
function isPortalsLimit({ status, headers }: Answer): boolean {
  return status === 429 && /\br=0\b/.test(String(headers['ratelimit']));
}

/** The name that the design gives it; a browser holds the prefix to its word. */
export function sessionCookie({ origin }: Place): string {
  return origin.startsWith('https:') ? '__Host-Http-session' : 'session';
}

/** @throws when there is none */
export function sessionOf({ jar, place }: Visitor): string {
  const value = jar.get(sessionCookie(place));
  if (value === undefined) throw new Error('nobody is signed in here');
  return value;
}

/** Gives it to another browser, which may be at another portal. */
export function withSession(visitor: Visitor, session: string): Visitor {
  visitor.jar.set(sessionCookie(visitor.place), session);
  return visitor;
}

export function encoded(fields: Fields): string {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const item of [value].flat()) body.append(name, item);
  return body.toString();
}

function laidOver(usual: Headers, own: Headers): Record<string, string | readonly string[]> {
  const lower = Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const stated = Object.entries({ ...usual, ...lower }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(stated) as Record<string, string | readonly string[]>; // none undefined
}

function toCookieHeader(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

function keepCookies(jar: Map<string, string>, { setCookies }: Answer): void {
  for (const { name, value, maxAge, expires } of setCookies) {
    const isOver = maxAge === 0 || (expires !== undefined && expires.getTime() <= Date.now());
    if (isOver) jar.delete(name);
    else jar.set(name, value ?? '');
  }
}
