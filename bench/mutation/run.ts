import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildCopy, copyCheckout, fingerprint } from './copy.ts';
import { coverageOf, suitesOf } from './cover.ts';
import { folders, instrument, type Mutant } from './instrument.ts';
import { measurementFile, readMeasurement, writeMeasurement } from './measurement.ts';
import { judge, printScores, toSurvivors } from './report.ts';
import { createSchedule } from './schedule.ts';
import { carryOut } from './trial.ts';

/*
 * npm run mutation                         all mutants of the five folders
 * npm run mutation -- --folders vault      of some of them
 *                     --share 0.4          of a sample, the same one each time
 *                     --suites 3           how many suites a mutant has to pass to have survived
 *                     --workers 2          how many suites run at once
 *
 * After a break the same call goes on where it was, as long as sources and tests are the same.
 */

const { values } = parseArgs({
  options: {
    folders: { type: 'string', default: folders.join() },
    share: { type: 'string', default: '1' },
    suites: { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
  },
});
const share = Number(values.share);
const workers = Number(values.workers);
const wanted = values.folders.split(',');

// The copy goes, and the suites that run in it, when this ends by `exit`.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const measurement = readMeasurement(fingerprint());
const root = copyCheckout();
const mutants = (await instrument(root)).filter(isWanted);
buildCopy(root);
console.log(`${mutants.length} mutants in ${wanted.join(', ')}`);

const uncovered = suitesOf(root).filter((suite) => measurement.coverage[suite] === undefined);
await inParallel(async () => {
  const suite = uncovered.shift();
  if (suite === undefined) return false;
  measurement.coverage[suite] = await coverageOf(root, suite);
  save();
  console.log(`covered by ${suite}; ${uncovered.length} suites to go`);
  return true;
});

const schedule = createSchedule({
  mutants,
  coverage: measurement.coverage,
  suitesEach: Number(values.suites),
});
for (const verdict of measurement.verdicts) schedule.settle(verdict);
await inParallel(async () => {
  const piece = schedule.next();
  if (piece.length === 0) return schedule.isRunning && (await sleep(500, true));
  await carryOut(root, piece, (verdict) => {
    measurement.verdicts.push(verdict);
    schedule.settle(verdict);
  });
  save();
  console.log(`tried in ${piece[0]?.suite}; ${schedule.openCount} mutants to go`);
  return true;
});

printScores(judge(mutants, measurement));
console.log(`The survivors are in ${measurementFile}`);

/** A sample by the id alone: a smaller share lies in a larger one. */
function isWanted({ id, folder }: Mutant): boolean {
  const place = (Math.imul(Number(id) + 7, 2_654_435_761) >>> 0) / 2 ** 32;
  return wanted.includes(folder) && place < share;
}

function save(): void {
  writeMeasurement(toSurvivors(judge(mutants, measurement)), measurement);
}

/** Every worker works on until there is nothing left to do. */
async function inParallel(work: () => Promise<boolean>): Promise<void> {
  const worker = async () => {
    while (await work());
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
