import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { paths } from '../server/paths.ts';
import { signIn, startBuiltPortal } from './portal.ts';
import { onStage, type Stage } from './stage.ts';
import { printTable } from './table.ts';

/* Goal 8: a thousand open streams on a hundred Linodes that are being made. */

const LINODES = 100;
const WATCHERS = 1000;
/** As many streams as one session may have. */
const STREAMS_EACH = 4;
const PERIOD_MS = 2000;
const PERIODS = 10;

await onStage(async (stage) => {
  const portal = await startBuiltPortal(stage, { people: [] });
  stage.add(portal.process);
  const agent = new Agent({ bodyTimeout: 0 });
  const gone = new AbortController();
  await stage.inManner({ delayMs: 20, canned: false, moving: true });
  let open = 0;
  for (let index = 0; index < WATCHERS; index += STREAMS_EACH) {
    const cookie = await sessionFor(stage, portal.baseUrl, index / STREAMS_EACH);
    for (let stream = 0; stream < STREAMS_EACH; stream += 1) {
      const path = paths.linodeEvents.to({ id: 40_000_000 + ((index + stream) % LINODES) });
      const headers = { cookie, accept: 'text/event-stream' };
      const { statusCode, body } = await agent.request({
        origin: portal.baseUrl,
        path,
        method: 'GET',
        headers,
        signal: gone.signal,
      });
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
      body.on('error', () => null).resume();
      open += 1;
    }
  }
  await sleep(PERIOD_MS);
  const before = portal.process.cpuMs();
  await stage.inManner({ delayMs: 20, canned: false, moving: true });
  await sleep(PERIODS * PERIOD_MS);
  const calls = await stage.calls();
  const cpuMs = portal.process.cpuMs() - before;
  const polls = calls.filter(({ call }) => /\/linode\/instances\/\d+$/.test(call)).length;
  const events = calls.filter(({ call }) => call.includes('/events')).length;
  const each = (count: number) => (count / PERIODS).toFixed(1);
  console.log(`Watching, in a period of ${PERIOD_MS / 1000} s`);
  printTable(
    ['watchers', 'Linodes', 'polls of a Linode', 'calls for its progress', 'CPU ms', 'PSS MB'],
    [[open, LINODES, each(polls), each(events), each(cpuMs), portal.process.pssMb().toFixed(0)]],
  );
  gone.abort();
  await agent.destroy();
});

async function sessionFor(stage: Stage, baseUrl: string, index: number): Promise<string> {
  const person = stage.people[index % stage.people.length];
  if (person === undefined) throw new Error('nobody can sign in');
  return await signIn(baseUrl, person, `203.0.113.${index % 250}`);
}
