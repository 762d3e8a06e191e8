import { startIssuer } from './issuer.ts';
import { loadOn, type Load, type LoadResult } from './load.ts';
import {
  isApacheInstalled,
  startApache,
  startLimit,
  startOpenIdConnect,
  type Neighbours,
  type Target,
} from './peers.ts';
import { startBuiltPortal } from './portal.ts';
import { onStage, type Stage } from './stage.ts';
import { median, printTable } from './table.ts';

/* Goals 1 and 2: a list of 100 Linodes as JSON and as a page, beside the peers, in one run. */

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const AMOUNT = Number(process.env['BENCH_AMOUNT'] ?? 3000);
/** A process of Node is not itself before this many. */
const WARM_UP = Number(process.env['BENCH_WARM_UP'] ?? 8000);

const settings = [
  { name: '0 ms, 32 at once', delayMs: 0, connections: 32 },
  { name: '50 ms, 32 at once', delayMs: 50, connections: 32 },
  { name: '50 ms, 128 at once', delayMs: 50, connections: 128 },
];

type Setting = (typeof settings)[number];

interface Contender {
  readonly name: string;
  readonly target: Target;
  readonly path: string;
  readonly accept: string;
}

await onStage(async (stage) => {
  const issuer = stage.add(await startIssuer());
  const around = { ...stage, issuerUrl: issuer.url };
  const portal = await startBuiltPortal(stage);
  stage.add(portal.process);
  const limit = await startLimit(around);
  stage.add(limit.process);

  const openid = await startOpenIdConnect(around);
  stage.add(openid.process);
  const contenders: Contender[] = [
    { name: 'Quayside', target: portal, path: '/linodes?size=100', accept: 'application/json' },
    { name: 'limit', target: limit, path: '/list', accept: 'application/json' },
    { name: openid.name, target: openid, path: '/list', accept: 'application/json' },
  ];
  if (isApacheInstalled) contenders.push(await apacheOn(stage, around));
  await compare(stage, 'CPU ms per JSON list', contenders);
  await compare(stage, 'CPU ms per page', [
    { name: 'Quayside', target: portal, path: '/linodes?size=100', accept: 'text/html' },
    { name: 'limit', target: limit, path: '/page', accept: 'text/html' },
  ]);
});

async function apacheOn(stage: Stage, around: Neighbours): Promise<Contender> {
  const target = await startApache(around);
  stage.add(target.process);
  const path = '/list?page=1&page_size=100';
  return { name: target.name, target, path, accept: 'application/json' };
}

async function compare(
  stage: Stage,
  title: string,
  contenders: readonly Contender[],
): Promise<void> {
  await stage.inManner({ delayMs: 0, canned: true });
  for (const contender of contenders) await slice(contender, settings[0] as Setting, WARM_UP);
  const measured = new Map<string, LoadResult[]>();
  for (const setting of settings) {
    await stage.inManner({ delayMs: setting.delayMs, canned: true });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const contender of contenders) {
        const key = `${contender.name} ${setting.name}`;
        const result = await slice(contender, setting, AMOUNT);
        measured.set(key, [...(measured.get(key) ?? []), result]);
      }
    }
  }
  report(title, contenders, measured);
}

async function slice(contender: Contender, setting: Setting, amount: number): Promise<LoadResult> {
  const { target, path, accept } = contender;
  const load: Load = { path, accept, amount, connections: setting.connections };
  return await loadOn(target, load);
}

/** Medians; ratios are taken within each round, against the portal, and then their median. */
function report(
  title: string,
  contenders: readonly Contender[],
  measured: ReadonlyMap<string, readonly LoadResult[]>,
): void {
  const own = contenders[0]?.name ?? '';
  for (const setting of settings) {
    const results = (name: string) => measured.get(`${name} ${setting.name}`) ?? [];
    const rows = contenders.map(({ name }) => {
      const all = results(name);
      const ratios = all.map(({ cpuMs }, round) => (results(own)[round]?.cpuMs ?? 0) / cpuMs);
      const column = (of: (one: LoadResult) => number, digits: number) =>
        median(all.map(of)).toFixed(digits);
      return [
        name,
        column(({ cpuMs }) => cpuMs, 3),
        median(ratios).toFixed(2),
        column(({ requests, seconds }) => requests / seconds, 0),
        column(({ p50 }) => p50, 0),
        column(({ p99 }) => p99, 0),
        column(({ bytesEach }) => bytesEach / 1000, 1),
      ];
    });
    console.log(`${title}, upstream ${setting.name}`);
    printTable(['', 'CPU ms', 'Quayside is ×', 'per s', 'p50 ms', 'p99 ms', 'KB'], rows);
  }
}
