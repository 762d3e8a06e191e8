import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { claim, claimStatus } from './claim.ts';
import type { Answer } from './exchange.ts';
import { check, type Checks } from './requirement.ts';
import { beginSignIn, comeBack } from './sign-in.ts';
import type { Visitor } from './visitor.ts';

/** What the portal depends on fails: A05. */
export const failure: Checks = {
  A05: check(
    { needs: ['signIn', 'passLogin', 'store', 'standIns'], isLong: true },
    async (target) => {
      const { store, standIns } = target;
      const visitor = await target.signIn('member');
      const session = new Map(visitor.jar);
      // What it has answered lies on disk: that a crash may lose a second is Redis's own affair.
      await store.client.config('SET', 'appendfsync', 'always');
      await store.client.set('written', 'by then', 'PX', 60_000);

      await store.kill();
      await claimAway(visitor, 'with Redis gone');
      await store.start();
      await claimRecovered(visitor, session, 'after Redis was gone');

      store.pause();
      await claimAway(visitor, 'with Redis paused').finally(() => store.resume());
      await claimRecovered(visitor, session, 'after Redis paused');

      await Promise.all([
        store.kill().then(async () => await store.start()),
        keepAsking(visitor, 'during a restart of Redis'),
      ]);
      await claimRecovered(visitor, session, 'after a restart of Redis');

      await store.client.config('SET', 'maxmemory', '1');
      claimCalm(await visitor.get('/linodes'), [200, 503], 'with Redis full');
      claimCalm(await visitor.submit('/requests', '/sign-out'), [503], 'with Redis full');
      claimCalm(await target.stranger().get('/sign-in'), [503], 'with Redis full');
      await store.client.config('SET', 'maxmemory', '0');
      await claimRecovered(visitor, session, 'after Redis was full');

      const slow = store.client.eval(busyFor(700), 0);
      claimCalm(await visitor.get('/linodes'), [200, 503], 'with Redis slow');
      await slow;
      await claimRecovered(visitor, session, 'after Redis was slow');

      for (const kind of ['reset', '503', 'html', 'truncated-json'] as const) {
        await standIns.fault({ host: 'api', path: '/', kind, times: 0 });
        claimCalm(await visitor.get('/linodes'), [502, 503], `with an API that answers ${kind}`);
        await standIns.clearFaults();
        await claimRecovered(visitor, session, `after an API that answered ${kind}`);
      }
      const browser = target.stranger();
      const callback = await target.passLogin('other')((await beginSignIn(browser)).href);
      await standIns.fault({ host: 'login', path: '/', kind: 'reset', times: 0 });
      claimCalm(await comeBack(browser, callback), [502, 503], 'with the login server gone');
      claimStatus(await visitor.get('/linodes'), [200], 'with the login server gone');
      await standIns.clearFaults();
      await claimRecovered(visitor, session, 'after the login server was gone');
    },
  ),
};

/** 503 and when to try again, while the process is healthy and says that it cannot serve. */
async function claimAway(visitor: Visitor, what: string): Promise<void> {
  const asked = ['/linodes', '/me', '/requests'].map(async (path) => await visitor.get(path));
  const posted = visitor.post('/sign-out', { proof: 'any' });
  const ready = until(`readiness has noticed ${what}`, async () => {
    const { status } = await visitor.get('/readyz');
    return status === 503;
  });
  claimStatus(await visitor.get('/healthz'), [200], what);
  for (const answer of await Promise.all([...asked, posted])) claimCalm(answer, [503], what);
  await ready;
}

/** When to try again, no cookie lost, nothing told of what is inside. */
function claimCalm(answer: Answer, statuses: readonly number[], what: string): void {
  const { path, status, text, headers, setCookies, tookMs } = answer;
  claimStatus(answer, statuses, what);
  const told = `${path.split('?')[0]} ${what}`;
  const isAway = status >= 500;
  claim(!isAway || Number(headers['retry-after']) > 0, `${told}: no Retry-After`);
  const isTouched = setCookies.some(({ name }) => name.endsWith('session'));
  claim(!isTouched, `${told}: the session’s cookie was touched`);
  const inside = /\n\s+at |node_modules|ioredis|ECONN|ReplyError|OOM /;
  claim(!inside.test(text), `${told}: shows what is inside`);
  claim(tookMs < 10_000, `${told}: took ${Math.round(tookMs)} ms`);
}

async function keepAsking(visitor: Visitor, what: string): Promise<void> {
  for (let count = 0; count < 10; count += 1) {
    claimCalm(await visitor.get('/linodes'), [200, 503], what);
    await sleep(50);
  }
}

/** The same cookie goes on as if nothing had been. */
async function claimRecovered(
  visitor: Visitor,
  session: ReadonlyMap<string, string>,
  what: string,
): Promise<void> {
  await until(`it serves ${what}`, async () => (await visitor.get('/linodes')).status === 200);
  const isSame = [...session].every(([name, value]) => visitor.jar.get(name) === value);
  claim(isSame, `the cookie changed ${what}`);
  claimStatus(await visitor.get('/healthz'), [200], what);
}

/** A script that keeps Redis from everything else. */
function busyFor(ms: number): string {
  return `
    local function now() local time = redis.call('TIME') return time[1] * 1000 + time[2] / 1000 end
    local start = now()
    while now() - start < ${ms} do end
    return 1`;
}
