import { parseArgs } from 'node:util';
import { runAll, type Result } from '../test/conformance/run.ts';
import { startLanes } from '../test/conformance/started-lane.ts';
import { toTable } from '../test/conformance/table.ts';
import { createTranscript } from '../test/conformance/transcript.ts';

/* The security requirements as a program: npm run conformance -- [--only S01,S02] */

const LANES = 2;

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const lanes = await startLanes(LANES, createTranscript());
try {
  const results = await runAll(lanes, { only: values.only?.split(',') ?? [], onResult: tell });
  console.log(toTable(results));
  process.exitCode = results.some(({ outcome }) => outcome === 'fail') ? 1 : 0;
} finally {
  await Promise.all(lanes.map(async (lane) => await lane.stop()));
}

/** On the way, beside the table: what has come out so far. */
function tell({ id, outcome, tookMs }: Result): void {
  console.error(`${id} ${outcome} (${(tookMs / 1000).toFixed(1)} s)`);
}
