import type { Mutant } from './instrument.ts';
import type { Verdict } from './measurement.ts';
import type { Coverage } from './suite.ts';
import { HOOKS } from './tree.ts';

/** One mutant in one suite: the tests that go through it there, and what they take. */
export interface Trial {
  readonly mutant: Mutant;
  readonly suite: string;
  readonly tests: readonly string[];
  readonly costMs: number;
}

interface Open {
  readonly mutant: Mutant;
  /** In the suites that are not tried yet. */
  trials: readonly Trial[];
  tried: number;
  isRunning: boolean;
}

interface Measured {
  readonly mutants: readonly Mutant[];
  readonly coverage: Readonly<{ [suite: string]: Coverage }>;
  /** How many suites a mutant has to pass to have survived. */
  readonly suitesEach: number;
}

/** A piece is so small that little is lost by a break, so large that loading a suite is worth it. */
const PIECE = { trials: 40, ms: 60_000 };

/** What a trial takes beside its tests. */
const OVERHEAD_MS = 200;

/**
 * Which mutants are tried next, in which suite: each where the most kills a second are to be expected,
 * by what that suite did so far to mutants of the same file.
 */
export function createSchedule({ mutants, coverage, suitesEach }: Measured) {
  const trials = trialsOf(mutants, coverage);
  const open = new Map<string, Open>();
  for (const mutant of mutants)
    if (trials.has(mutant.id))
      open.set(mutant.id, {
        mutant,
        trials: trials.get(mutant.id) ?? [],
        tried: 0,
        isRunning: false,
      });
  const past = new Map<string, { tried: number; killed: number }>();

  function best({ trials }: Open): readonly Trial[] {
    return trials.toSorted((one, other) => worth(other) - worth(one)).slice(0, 1);
  }

  /** Kills to be expected in a millisecond. */
  function worth({ mutant, suite, tests, costMs }: Trial): number {
    const { tried, killed } = past.get(`${suite} ${mutant.file}`) ?? { tried: 0, killed: 0 };
    const guess = tests.includes(HOOKS) ? 0.1 : expectation(mutant, suite);
    return (4 * guess + killed) / (4 + tried) / (costMs + OVERHEAD_MS);
  }

  return {
    /** How many mutants are neither killed nor have survived. */
    get openCount() {
      return open.size;
    },

    /** Whether what runs now can leave something to do. */
    get isRunning() {
      return [...open.values()].some(({ isRunning }) => isRunning);
    },

    /** Trials of one suite, which are running from now on; none when no mutant waits. */
    next(): readonly Trial[] {
      const waiting = [...open.values()].filter(({ isRunning }) => !isRunning);
      const bySuite = new Map<string, Trial[]>();
      for (const trial of waiting.flatMap(best))
        bySuite.set(trial.suite, [...(bySuite.get(trial.suite) ?? []), trial]);
      const [largest = []] = [...bySuite.values()].toSorted((a, b) => b.length - a.length);
      const piece = firstOf(largest);
      for (const { mutant } of piece) setRunning(mutant.id);
      return piece;
    },

    settle({ id, suite, outcome }: Verdict): void {
      const one = open.get(id);
      if (one === undefined) return;
      const key = `${suite} ${one.mutant.file}`;
      const { tried, killed } = past.get(key) ?? { tried: 0, killed: 0 };
      past.set(key, { tried: tried + 1, killed: killed + (outcome === 'survived' ? 0 : 1) });
      one.trials = one.trials.filter((trial) => trial.suite !== suite);
      one.tried += 1;
      one.isRunning = false;
      const isOver = one.trials.length === 0 || one.tried >= suitesEach;
      if (isOver || outcome !== 'survived') open.delete(id);
    },
  };

  function setRunning(id: string): void {
    const one = open.get(id);
    if (one !== undefined) one.isRunning = true;
  }
}

/** The share of a file's mutants that a suite may kill, as far as their names tell. */
function expectation({ file, folder }: Mutant, suite: string): number {
  const subject = file.slice(file.lastIndexOf('/') + 1).replace('.ts', '');
  if (suite.includes(`/${subject}.test.`)) return 0.8;
  return suite.startsWith(`test/${folder}/`) ? 0.5 : 0.15;
}

function trialsOf(
  mutants: readonly Mutant[],
  coverage: Measured['coverage'],
): ReadonlyMap<string, readonly Trial[]> {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const trials = new Map<string, Trial[]>();
  for (const [suite, { isRepeatable, times, covers }] of Object.entries(coverage)) {
    if (!isRepeatable) continue;
    const hooksMs = times[HOOKS] ?? 0;
    const allMs = Object.values(times).reduce((sum, ms) => sum + ms, 0);
    for (const [id, steps] of invert(covers)) {
      const mutant = byId.get(id);
      if (mutant === undefined) continue;
      const inTests = steps.filter((step) => step !== HOOKS);
      const tests = inTests.length > 0 ? inTests : [HOOKS];
      const testsMs = inTests.reduce((sum, test) => sum + (times[test] ?? 0), 0);
      const costMs = inTests.length > 0 ? hooksMs + testsMs : allMs;
      trials.set(id, [...(trials.get(id) ?? []), { mutant, suite, tests, costMs }]);
    }
  }
  return trials;
}

function invert(covers: Coverage['covers']): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const [step, ids] of Object.entries(covers))
    for (const id of ids) steps.set(id, [...(steps.get(id) ?? []), step]);
  return steps;
}

function firstOf(trials: readonly Trial[]): readonly Trial[] {
  let ms = 0;
  return trials.slice(0, PIECE.trials).filter(({ costMs }) => {
    const fits = ms < PIECE.ms;
    ms += costMs;
    return fits;
  });
}
