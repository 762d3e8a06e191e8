import type { Verdict } from './measurement.ts';
import type { Trial } from './schedule.ts';
import { runSuite, type Answer } from './suite.ts';

/** How much longer than without a mutant a test may take, on a machine whose load comes and goes. */
const slowed = (costMs: number) => 8000 + 3 * costMs;

/**
 * Tries mutants in one suite, in a new process whenever one is stuck.
 *
 * @throws when the suite does not begin, twice.
 */
export async function carryOut(
  root: string,
  piece: readonly Trial[],
  note: (verdict: Verdict) => void,
): Promise<void> {
  let failedStarts = 0;
  for (let rest = piece; rest[0] !== undefined;) {
    const { suite } = rest[0];
    const limitMs = slowed(Math.max(...rest.map(({ costMs }) => costMs)));
    const mutants = rest.map(({ mutant, tests }) => ({ id: mutant.id, tests }));
    const options = { plan: { limitMs, mutants }, silenceMs: 3 * limitMs };
    const { answers, complaints } = await runSuite(root, suite, options);
    const outcomes = outcomesOf(answers);
    for (const [id, outcome] of outcomes) note({ id, suite, outcome });
    if (outcomes.size === 0) failedStarts += 1;
    if (failedStarts > 1) throw new Error(`${suite} does not begin: ${complaints}`);
    rest = rest.filter(({ mutant }) => !outcomes.has(mutant.id));
  }
}

/** A mutant that was begun and of which nothing more was said has timed out. */
function outcomesOf(answers: readonly Answer[]): ReadonlyMap<string, Verdict['outcome']> {
  const outcomes = new Map<string, Verdict['outcome']>();
  for (const answer of answers) {
    if (answer.kind === 'begun') outcomes.set(answer.id, 'timed out');
    if (answer.kind === 'outcome') outcomes.set(answer.id, answer.outcome);
  }
  return outcomes;
}
