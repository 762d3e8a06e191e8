import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { openSocket, untilClosed } from '../support/raw.ts';
import { until } from '../support/until.ts';
import { TestVisitor, formFields, type Answer } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

/** Two replicas behind a proxy each, and one that nothing stands in front of. */
let portal: TestPortal;
let other: TestPortal;
let bare: TestPortal;

beforeAll(async () => {
  portal = await startPortal({ env: { TRUST_PROXY: '1', SESSIONS_PER_USER: '2' } });
  const { sandbox, redisServer } = portal;
  other = await startPortal({ sandbox, redisServer, env: { TRUST_PROXY: '1' } });
  bare = await startPortal({ sandbox, redisServer });
});
afterAll(async () => {
  await Promise.all([bare.stop(), other.stop()]);
  await portal.stop();
});

/** What a proxy in front says of where a request came from, whatever the client claimed before. */
function from(address: string, claimed = ''): Record<string, string> {
  return { 'X-Forwarded-For': [claimed, address].filter(Boolean).join(', ') };
}

interface Sent {
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** A form's fields; without them it is a GET. */
  readonly fields?: Record<string, string>;
}

/** One request, many times, down one connection. @returns every status that came, with its count */
async function storm(visitor: TestVisitor, count: number, sent: Sent): Promise<object> {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = new URLSearchParams(sent.fields).toString();
  const headers = {
    Host: 'portal',
    Accept: 'application/json',
    Cookie: cookie,
    Origin: portal.baseUrl,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(body.length),
    ...sent.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const line = `${sent.fields ? 'POST' : 'GET'} ${sent.path} HTTP/1.1\r\n`;
  const socket = await openSocket(portal.baseUrl);
  const closed = untilClosed(socket);
  socket.write(`${line}${lines.join('')}\r\n${body}`.repeat(count - 1));
  socket.write(`${line}${lines.join('')}Connection: close\r\n\r\n${body}`);
  const statuses = (await closed).matchAll(/HTTP\/1\.1 (\d+) .*\r\n/g);
  const counts: Record<string, number> = {};
  for (const [, status = ''] of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** How many more there may be, by the header that says so (draft 8 of its document). */
function leftAfter({ headers }: Answer): number {
  return Number(/r=(\d+)/.exec(headers.get('RateLimit') ?? '')?.[1]);
}

/** The request that costs the portal least. */
const report = {
  path: '/csp-report',
  fields: {},
  headers: { 'Content-Type': 'application/csp-report' },
};

function expectTooMany({ status, headers, text }: Answer): void {
  expect(status).toBe(429);
  expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  expect(headers.get('RateLimit')).toContain('r=0');
  expect(text).toContain('asks you to wait');
}

describe('whoever asks for too much', () => {
  test('as a stranger is told to wait by their address; another address is not', async () => {
    const stranger = new TestVisitor(portal);
    const sent = { ...report, headers: { ...report.headers, ...from('203.0.113.1') } };
    expect(await storm(stranger, 1200, sent)).toEqual({ 204: 1200 });
    expectTooMany(await stranger.get('/about-access', from('203.0.113.1')));
    expectTooMany(await stranger.get('/about-access', from('203.0.113.1', '198.51.100.7')));
    expect((await stranger.get('/about-access', from('203.0.113.2'))).status).toBe(200);
  });

  test('in one session does not take another’s turn, also from one address', async () => {
    const [busy, colleague] = [new TestVisitor(portal), new TestVisitor(portal)];
    const here = from('203.0.113.3');
    await busy.signIn(max, '/sign-in', here);
    await colleague.signIn(ada, '/sign-in', here);
    await storm(busy, 1200, { ...report, headers: { ...report.headers, ...here } });
    expectTooMany(await busy.get('/about-access', here));
    expectTooMany(await busy.get('/about-access', from('203.0.113.4')));
    expect((await colleague.get('/about-access', here)).status).toBe(200);
  });

  test('gets no new count by a session cookie of their own making', async () => {
    const visitor = new TestVisitor(portal);
    const lefts: number[] = [];
    for (const made of ['s%3Amade-up.signature', 's%3Aanother.signature', 'plain']) {
      visitor.cookies.set('session', made);
      lefts.push(leftAfter(await visitor.get('/about-access', from('203.0.113.5'))));
    }
    expect(lefts).toEqual([1199, 1198, 1197]);
  });

  test('signs in too often from an address, over all replicas together', async () => {
    const stranger = new TestVisitor(portal);
    const elsewhere = new TestVisitor(other);
    const begin = async (visitor: TestVisitor, address: string, claimed?: string) => {
      visitor.cookies.clear();
      return await visitor.get('/sign-in', from(address, claimed));
    };
    const sent = { path: '/sign-in', headers: from('203.0.113.6') };
    expect(await storm(stranger, 240, sent)).toEqual({ 303: 240 });
    expectTooMany(await begin(stranger, '203.0.113.6'));
    expectTooMany(await begin(elsewhere, '203.0.113.6', '198.51.100.7'));
    expectTooMany(await elsewhere.get('/oauth/callback?code=a&state=b', from('203.0.113.6')));
    expect((await begin(elsewhere, '203.0.113.7')).status).toBe(303);
  });

  test('posts too many forms in a session; others post theirs', async () => {
    const [busy, colleague] = [new TestVisitor(portal), new TestVisitor(other)];
    await busy.signIn(max, '/sign-in', from('203.0.113.8'));
    await colleague.signIn(ada, '/sign-in', from('203.0.113.8'));
    const page = await busy.get('/about-access');
    const fields = { ...formFields(page.text, '/theme'), theme: 'dark' };
    const sent = await storm(busy, 240, { path: '/theme', fields });
    expect(sent).toEqual({ 303: 240 });
    expectTooMany(await busy.post('/theme', fields));
    expectTooMany(await busy.post('/sign-out', { proof: 'any' }, from('203.0.113.9')));
    const own = await colleague.submit('/about-access', '/theme', { theme: 'dark' });
    expect(own.status).toBe(303);
  });

  test('takes too many files along in a session; pages are still there', async () => {
    const busy = new TestVisitor(portal);
    await busy.signIn(max, '/sign-in', from('203.0.113.10'));
    const path = '/scaleway/servers?format=csv';
    expect(await storm(busy, 60, { path })).toEqual({ 409: 60 });
    const refused = await busy.get(path);
    expect([refused.status, JSON.parse(refused.text)]).toEqual([
      429,
      { errors: [{ reason: expect.stringContaining('asks you to wait') }] },
    ]);
    expect((await busy.get('/scaleway/servers')).status).toBe(200);
  });

  test('cannot claim another address where no proxy is trusted', async () => {
    const first = await new TestVisitor(bare).get('/about-access', from('203.0.113.20'));
    const second = await new TestVisitor(bare).get('/about-access', from('203.0.113.21'));
    expect(leftAfter(second)).toBe(leftAfter(first) - 1);
  });
});

test('the session that was used least recently ends when its person begins one too many', async () => {
  const [first, second, third] = [
    new TestVisitor(portal),
    new TestVisitor(portal),
    new TestVisitor(portal),
  ];
  const here = from('203.0.113.30');
  await portal.sandbox.revokeTokens(max.username);
  await first.signIn(max, '/sign-in', here);
  const ofEach = await tokensOf(max.username);
  await second.signIn(max, '/sign-in', here);
  await third.signIn(max, '/sign-in', here);
  expect((await first.get('/requests')).location).toBe('/?returnTo=%2Frequests');
  expect((await second.get('/requests')).status).toBe(200);
  expect((await third.get('/requests')).status).toBe(200);
  await until('its tokens are gone at Linode, too', async () => {
    return (await tokensOf(max.username)) === 2 * ofEach;
  });
});

async function tokensOf(username: string): Promise<number> {
  return (await portal.sandbox.tokens()).filter((token) => token.username === username).length;
}

describe('a request that is larger than any of ours', () => {
  test('by its headers is 431', async () => {
    const answer = await says(
      `GET / HTTP/1.1\r\nHost: portal\r\nCookie: ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('Delete the cookies of this site');
    expect(answer).toContain("Content-Security-Policy: default-src 'none'");
    expect(answer).toContain('Cache-Control: no-store');
  });

  test('by the number of its headers loses nobody anything', async () => {
    const many = Array.from({ length: 2500 }, (_, index) => `a${index}:`).join('\r\n');
    const answer = await says(
      `GET /healthz HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n${many}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 (?:200|431) /);
  });

  test.each([
    ['is not HTTP', 'what?\r\n\r\n'],
    [
      'says two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    ],
    [
      'says length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['has no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['splits a header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n'],
  ])('or %s, is 400', async (_, bytes) => {
    expect(await says(bytes)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test.each([
    ['by its body', { more: 'x'.repeat(70_000) }],
    ['by its number of fields', { more: Array.from({ length: 1100 }, () => 'x') }],
  ])('%s is a page that says so', async (_, fields) => {
    const visitor = new TestVisitor(bare);
    const answer = await visitor.post('/theme', fields);
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('This form is too large');
    expect(answer.text).toContain('Nothing was done');
  });

  test('by what it unpacks to is 413, too', async () => {
    const answer = await fetch(`${bare.baseUrl}/theme`, {
      method: 'POST',
      body: gzipSync(Buffer.alloc(5_000_000, 'a')),
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Encoding': 'gzip',
        Origin: bare.baseUrl,
      },
    });
    expect(answer.status).toBe(413);
  });
});

async function says(bytes: string): Promise<string> {
  const socket = await openSocket(bare.baseUrl);
  socket.write(bytes);
  return await untilClosed(socket);
}
