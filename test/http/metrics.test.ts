import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const token = 'a-token-for-metrics-of-more-than-32-characters';

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal({ env: { METRICS_TOKEN: token } });
  visitor = new TestVisitor(portal);
  await visitor.signIn(max);
});
afterAll(async () => {
  await portal.stop();
});

async function ask(authorization = `Bearer ${token}`): Promise<Answer> {
  return await new TestVisitor(portal).get('/metrics', { Authorization: authorization });
}

/** The value of one series, its labels in the order in which they are written; 0 for none. */
async function valueOf(series: string): Promise<number> {
  const line = (await ask()).text.split('\n').find((text) => text.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

async function requests(method: string, route: string, status: string): Promise<number> {
  const labels = `method="${method}",route="${route}",status="${status}"`;
  return await valueOf(`quayside_http_request_duration_seconds_count{${labels}}`);
}

async function calls(host: string, outcome: string): Promise<number> {
  const labels = `host="${host}",outcome="${outcome}"`;
  return await valueOf(`quayside_upstream_call_duration_seconds_count{${labels}}`);
}

async function countSeries(): Promise<number> {
  return (await ask()).text.split('\n').length;
}

describe('/metrics', () => {
  test.each(['', 'Bearer ', 'Bearer a-wrong-token', `Basic ${token}`, token])(
    'is not for “%s”',
    async (authorization) => {
      const answer = await ask(authorization);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
      expect(answer.text).not.toContain('quayside_');
    },
  );

  test('is a page like any other that there is not, where no token is set', async () => {
    const { sandbox, redisServer } = portal;
    const without = await startPortal({ sandbox, redisServer });
    const headers = { Authorization: 'Bearer undefined' };
    expect((await new TestVisitor(without).get('/metrics', headers)).status).toBe(404);
    await without.stop();
  });

  test('is in the form that Prometheus reads, with the process’s own figures', async () => {
    const { headers, text } = await ask();
    expect(headers.get('Content-Type')).toContain('text/plain; version=0.0.4');
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
      expect(text).toMatch(new RegExp(`^${name} [\\d.e-]+$`, 'm'));
  });

  test('counts requests by the pattern of their page', async () => {
    const before = await requests('GET', '/linodes/:id', '404');
    await visitor.get('/linodes/1');
    await visitor.get('/linodes/2?with=a-query');
    expect(await requests('GET', '/linodes/:id', '404')).toBe(before + 2);
  });

  test('has one line for all that no page answers, whatever was asked', async () => {
    await visitor.get('/no/such/page');
    const [before, series] = [await requests('GET', 'none', '404'), await countSeries()];
    for (let n = 0; n < 20; n += 1) await visitor.get(`/no/such/page/${n}`);
    expect(await requests('GET', 'none', '404')).toBe(before + 20);
    expect(await countSeries()).toBe(series);
  });

  test('counts what a browser did not wait for as such', async () => {
    await portal.sandbox.fault({ host: 'api', path: '/v4/linode', kind: 'latency', ms: 500 });
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const signal = AbortSignal.timeout(100);
    const leaving = fetch(`${portal.baseUrl}/linodes`, { headers: { cookie }, signal });
    await expect(leaving).rejects.toThrow();
    await until('it is counted', async () => (await requests('GET', '/linodes', 'aborted')) === 1);
  });

  test('counts calls to other servers by how they came out', async () => {
    const [ok, failed, signIns] = [
      await calls('api', 'ok'),
      await calls('api', 'failed'),
      await calls('login', 'ok'),
    ];
    await visitor.get('/linodes');
    expect(await calls('api', 'ok')).toBeGreaterThan(ok);
    await portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', kind: '500' });
    await visitor.get('/linodes');
    expect(await calls('api', 'failed')).toBe(failed + 1);
    await new TestVisitor(portal).signIn(max);
    expect(await calls('login', 'ok')).toBe(signIns + 1);
  });

  test('counts refreshes', async () => {
    await portal.sandbox.expireTokens();
    await visitor.get('/linodes');
    expect(await valueOf('quayside_token_refreshes_total{outcome="refreshed"}')).toBe(1);
  });

  test('counts what the audit log took, and what it could not take', async () => {
    const written = await valueOf('quayside_audit_writes_total{outcome="written"}');
    const admin = new TestVisitor(portal);
    await admin.signIn({ ...max, username: 'ada-admin' });
    expect(await valueOf('quayside_audit_writes_total{outcome="written"}')).toBeGreaterThan(
      written,
    );
    await portal.redisServer.client.config('SET', 'maxmemory', '1');
    // That somebody looked is recorded, too.
    await admin.get('/audit');
    await portal.redisServer.client.config('SET', 'maxmemory', '0');
    expect(await valueOf('quayside_audit_writes_total{outcome="failed"}')).toBeGreaterThan(0);
  });

  test('shows the breaker and the room of each host', async () => {
    for (const host of ['api', 'login', 'scaleway']) {
      expect(await valueOf(`quayside_upstream_breaker_state{host="${host}",state="closed"}`)).toBe(
        1,
      );
      expect(await valueOf(`quayside_upstream_breaker_state{host="${host}",state="open"}`)).toBe(0);
      expect(await valueOf(`quayside_upstream_calls_limit{host="${host}"}`)).toBeGreaterThan(0);
    }
    await portal.sandbox.fault({ host: 'api', path: '/v4/linode', kind: 'latency', ms: 500 });
    const page = visitor.get('/linodes');
    const underWay = 'quayside_upstream_calls_under_way{host="api"}';
    await until('the call is seen', async () => (await valueOf(underWay)) === 1);
    await page;
    expect(await valueOf(underWay)).toBe(0);
  });

  test('shows sessions and Redis, and stands while Redis is away', async () => {
    expect(await valueOf('quayside_sessions')).toBeGreaterThan(0);
    expect(await valueOf('quayside_redis_ready')).toBe(1);
    await portal.redisServer.kill();
    await until('it is seen', async () => (await valueOf('quayside_redis_ready')) === 0);
    await portal.redisServer.start();
    await until('it is back', async () => (await valueOf('quayside_redis_ready')) === 1);
  });

  test('shows event streams while they are open', async () => {
    const own = (await portal.sandbox.linodes()).find(({ account }) => account === 'harbour');
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const leaving = new AbortController();
    await fetch(`${portal.baseUrl}/linodes/${own?.id}/events`, {
      headers: { cookie, accept: 'text/event-stream' },
      signal: leaving.signal,
    });
    expect(await valueOf('quayside_event_streams')).toBe(1);
    leaving.abort();
    await until('it is gone', async () => (await valueOf('quayside_event_streams')) === 0);
  });

  test('tells of nobody in particular', async () => {
    const { text } = await ask();
    const ids = (await portal.sandbox.linodes()).map(({ id }) => String(id));
    for (const word of [max.username, 'harbour', '127.0.0.1', ...ids, ...visitor.cookies.values()])
      expect(text).not.toContain(word);
  });
});
