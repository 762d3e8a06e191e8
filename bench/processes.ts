import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';
import { loadOn, type Load } from './load.ts';
import type { Target } from './peers.ts';
import { portalEnv, startBuiltPortal } from './portal.ts';
import { onStage, type Stage } from './stage.ts';
import { median, printTable } from './table.ts';

/* Goals 5, 6 and 7: memory idle and after load, start, the request after an idle minute, two processes. */

const STARTS = 7;
const IDLE_MS = 60_000;
const list: Load = {
  path: '/linodes?size=100',
  accept: 'application/json',
  connections: 32,
  amount: 3000,
};
const page: Load = { ...list, accept: 'text/html' };

const bare = [
  process.execPath,
  '-e',
  "require('node:http').createServer().listen(Number(process.env.PORT), '127.0.0.1')",
];

await onStage(async (stage) => {
  await stage.inManner({ delayMs: 0, canned: true });
  await start(stage);
  const people = stage.people.slice(0, 40);
  const one = await startBuiltPortal(stage, { people, name: 'first' });
  stage.add(one.process);
  await memory(one);
  await afterIdleMinute(one);
  const others = { people: stage.people.slice(40), name: 'second' };
  const other = await startBuiltPortal(stage, others);
  stage.add(other.process);
  await twoProcesses(one, other);
});

async function start(stage: Stage): Promise<void> {
  const times: Record<string, number[]> = { 'npm start': [], 'a bare node:http server': [] };
  for (let index = 0; index < STARTS; index += 1) {
    times['npm start']?.push(await startTime(stage, ['npm', 'start', '--silent']));
    times['a bare node:http server']?.push(await startTime(stage, bare));
  }
  console.log(`From start to listening, median of ${STARTS}`);
  printTable(
    ['', 'ms'],
    Object.entries(times).map(([name, all]) => [name, median(all).toFixed(0)]),
  );
}

async function startTime(
  stage: Stage,
  [command = '', ...args]: readonly string[],
): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const env = portalEnv(stage, `http://127.0.0.1:${port}`);
  const child = spawn(command, args, { env, stdio: 'ignore', detached: true });
  while (!(await isListening(port))) await sleep(5);
  const ms = performance.now() - startedAt;
  const ended = once(child, 'exit');
  // npm does not pass every signal on; the group is ours alone.
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await ended;
  return ms;
}

async function isListening(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function memory({ process: measured, ...target }: Target): Promise<void> {
  const portal = { ...target, process: measured };
  await sleep(5000);
  const idle = measured.pssMb();
  for (let slice = 0; slice < 6; slice += 1) await loadOn(portal, slice % 2 === 0 ? list : page);
  const loaded = measured.pssMb();
  await sleep(20_000);
  console.log(`Memory of the portal's process, PSS in MB`);
  printTable(
    ['idle', 'right after 18,000 requests', '20 s later'],
    [[idle.toFixed(0), loaded.toFixed(0), measured.pssMb().toFixed(0)]],
  );
}

/** `before` and `after` a pause, each over the same number of requests. */
async function afterIdleMinute(portal: Target): Promise<void> {
  await loadOn(portal, { ...list, amount: 8000 });
  const ratios: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const before = await loadOn(portal, list);
    await sleep(IDLE_MS);
    const after = await loadOn(portal, list);
    ratios.push(after.cpuMs / before.cpuMs);
  }
  console.log('CPU of a request after an idle minute, of that before it');
  printTable(
    ['median', 'each'],
    [[median(ratios).toFixed(2), ratios.map((x) => x.toFixed(2)).join(', ')]],
  );
}

async function twoProcesses(one: Target, other: Target): Promise<void> {
  for (const target of [one, other]) await loadOn(target, { ...list, amount: 8000 });
  const half = { ...list, connections: 16 };
  const rows: { throughput: number; cpu: number }[] = [];
  for (let round = 0; round < 5; round += 1) {
    const alone = await loadOn(one, list);
    const both = await Promise.all([loadOn(one, half), loadOn(other, half)]);
    const perSecond = both.reduce((sum, { requests, seconds }) => sum + requests / seconds, 0);
    const cpuMs = median(both.map((result) => result.cpuMs));
    rows.push({
      throughput: perSecond / (alone.requests / alone.seconds),
      cpu: cpuMs / alone.cpuMs,
    });
  }
  console.log(
    'Two processes beside each other, of one alone (the sender and all else on the same cores)',
  );
  printTable(
    ['throughput ×', 'CPU per request ×'],
    [
      [
        median(rows.map(({ throughput }) => throughput)).toFixed(2),
        median(rows.map(({ cpu }) => cpu)).toFixed(2),
      ],
    ],
  );
}
