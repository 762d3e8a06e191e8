import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { tapRedis, type RedisTap } from '../support/redis-tap.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import type { Deed } from './deed.ts';
import { deeds } from './deeds.ts';
import { matrix, sentenceOf, type DeedName, type Row } from './matrix.ts';
import { setStage, type Place, type Stage } from './stage.ts';
import { troubleAtLinode, troublesOfRedis, type Trouble } from './strikes.ts';

const metricsToken = 'the-faults-look-at-the-metrics-too';

let portal: TestPortal;
let slowReplica: TestPortal;
let tap: RedisTap;
let stage: Stage;
let troubleOf: (row: Row) => Trouble;

beforeAll(async () => {
  portal = await startPortal({ env: { SESSIONS_PER_USER: '100', METRICS_TOKEN: metricsToken } });
  await portal.sandbox.switches({ rateLimits: 'off' });
  tap = await tapRedis(portal.redisServer.url);
  const redisServer = { ...portal.redisServer, url: tap.url };
  const env = { BASE_URL: portal.baseUrl };
  slowReplica = await startPortal({ sandbox: portal.sandbox, redisServer, env });
  const place: Place = { baseUrl: portal.baseUrl, origin: portal.baseUrl };
  stage = await setStage(portal, place);
  const ofRedis = troublesOfRedis({ portal, slowReplica, tap, place });
  troubleOf = (row) =>
    ofRedis[row.host === 'Redis' ? row.fault : ''] ?? troubleAtLinode(portal, row);
});
afterAll(async () => {
  await slowReplica.stop();
  await tap.close();
  await portal.stop();
});

interface Seen {
  readonly deed: Deed;
  readonly answer: Answer;
  /** What the person looks at then: the answer itself, or where it leads. */
  readonly page: Answer;
  readonly isSameSession: boolean;
}

async function look(deed: Deed): Promise<Seen> {
  const { visitor } = deed;
  const before = visitor.cookies.get('session');
  const answer = await deed.act();
  const isSameSession = visitor.cookies.get('session') === before;
  const page = answer.location === null ? answer : await visitor.get(answer.location);
  return { deed, answer, page, isSameSession };
}

describe.each(matrix)('while $host $fault, somebody who', (row) => {
  const names = Object.keys(row.cells) as DeedName[];
  const seen = new Map<DeedName, Seen>();

  beforeAll(async () => {
    const prepared = new Map<DeedName, Deed>();
    for (const name of names) prepared.set(name, await deeds[name](stage, row.host));
    await portal.sandbox.clearLog();
    const trouble = troubleOf(row);
    await trouble.begin();
    const looks = [...prepared].map(async ([name, deed]) => seen.set(name, await look(deed)));
    await Promise.all(looks).finally(async () => await trouble.end());
  });

  test.each(names)('%s', async (name) => {
    const [cell, one] = [row.cells[name], seen.get(name)];
    if (cell === undefined || one === undefined) throw new Error('nothing was seen');
    const { deed, answer, page } = one;
    expect(page.text).toContain(cell.says);
    expect(answer.status).toBe(cell.status);
    if (name !== 'watches the portal') expectCalm(answer);
    if (cell.before !== undefined) {
      const order = [...seen.keys()];
      expect(order.indexOf(name)).toBeLessThan(order.indexOf(cell.before));
    }
    if (['is a program', 'watches a request'].includes(name))
      expect(answer.text).not.toContain('<html');
    if (!['comes back from Linode', 'signs out'].includes(name))
      expect(one.isSameSession).toBe(true);
    await deed.again(cell);
    if (cell.calls !== undefined) expect(await deed.calls?.()).toBe(cell.calls);
    if (cell.made !== undefined) expect(await deed.made?.()).toBe(cell.made);
  });
});

test('after all that no call is under way any more, and Linode’s hosts are asked as ever', async () => {
  const scraper = new TestVisitor(portal);
  const wanted = ['api', 'login'].flatMap((host) => [
    `quayside_upstream_calls_under_way{host="${host}"} 0`,
    `quayside_upstream_breaker_state{host="${host}",state="closed"} 1`,
  ]);
  await until('all is quiet', async () => {
    const { text } = await scraper.get('/metrics', { Authorization: `Bearer ${metricsToken}` });
    return wanted.every((line) => text.split('\n').includes(line));
  });
});

const operations = readFileSync('docs/operations.md', 'utf8').split('\n');

test.each(matrix)('docs/operations.md has what people see while $host $fault', (row) => {
  const line = operations.find((text) => text.startsWith(`| ${row.host} | ${row.fault} |`));
  expect(line).toBeDefined();
  expect(line).toContain(sentenceOf(row) ?? '');
});

/** A failure says when to try again, touches no cookie and shows nothing of what is inside. */
function expectCalm({ status, headers, text }: Answer): void {
  if (status < 500 && status !== 429) return;
  expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  const touched = headers.getSetCookie().filter((line) => !line.startsWith('attempt-'));
  expect(touched).toEqual([]);
  expect(text).not.toMatch(/\n\s+at |node_modules|ioredis|undici|ECONN|UND_ERR|ReplyError|OOM /);
}
