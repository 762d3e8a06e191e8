import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Coverage, Outcome } from './suite.ts';

/** What one suite said of one mutant. */
export interface Verdict {
  readonly id: string;
  readonly suite: string;
  readonly outcome: Outcome;
}

/** All that was measured of one state of the sources and tests. */
export interface Measurement {
  readonly fingerprint: string;
  /** By suite. */
  readonly coverage: { [suite: string]: Coverage };
  readonly verdicts: Verdict[];
}

/** A mutant that no suite tried has noticed; none tried it where no test goes through it. */
export interface Survivor {
  /** file:line */
  readonly place: string;
  readonly mutator: string;
  readonly was: string;
  readonly became: string;
  readonly passed: readonly string[];
}

export const measurementFile = fileURLToPath(
  new URL('../../coverage/mutation.json', import.meta.url),
);

/** What was measured of this state, to go on from: nothing where the file is of another one. */
export function readMeasurement(fingerprint: string): Measurement {
  const fresh = { fingerprint, coverage: {}, verdicts: [] };
  if (!existsSync(measurementFile)) return fresh;
  const past = JSON.parse(readFileSync(measurementFile, 'utf8')) as Measurement; // written below
  if (past.fingerprint !== fingerprint) return fresh;
  return { fingerprint, coverage: past.coverage, verdicts: past.verdicts };
}

/** At once: a break leaves the file before or after, never half of it. */
export function writeMeasurement(survivors: readonly Survivor[], measurement: Measurement): void {
  mkdirSync(path.dirname(measurementFile), { recursive: true });
  writeFileSync(`${measurementFile}.new`, JSON.stringify({ survivors, ...measurement }));
  renameSync(`${measurementFile}.new`, measurementFile);
}
