import { writeSync } from 'node:fs';
import { expect, jest, test as realTest } from '@jest/globals';
import { rerun, type Failure } from './rerun.ts';
import type { Answer, Outcome, Plan } from './suite.ts';
import { addGroup, addTest, HOOKS, innermost, root, type Step } from './tree.ts';

/*
 * Stands in for '@jest/globals' in a suite of the copy: the suite's tests become one test for jest,
 * which runs them as often as the plan asks, with all modules loaded once.
 */

export { expect, jest };

export function describe(_name: string, describeIt: () => void): void {
  addGroup(describeIt);
}

/** The limit a test sets itself is not kept: the plan has one. */
export function test(_name: string, run: Step): void {
  addTest(run);
}

export const it = test;

describe.each = eachOf(describe);
test.each = eachOf(test);

export const beforeAll = (hook: Step) => void innermost().beforeAll.push(hook);
export const beforeEach = (hook: Step) => void innermost().beforeEach.push(hook);
export const afterEach = (hook: Step) => void innermost().afterEach.push(hook);
export const afterAll = (hook: Step) => void innermost().afterAll.push(hook);

/** As jest has it: a row that is a list is spread. */
function eachOf(declare: (name: string, body: () => void) => void) {
  return (rows: readonly unknown[]) => (name: string, body: (...row: unknown[]) => void) => {
    for (const row of rows) declare(name, () => body(...(Array.isArray(row) ? row : [row])));
  };
}

/** What the instrumented sources keep, in Stryker's words. */
interface Stryker {
  activeMutant?: string | undefined;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: Readonly<{ static: Hits; perTest: Readonly<Record<string, Hits>> }>;
}

type Hits = Readonly<Record<string, number>>;

/** A loop that a mutant made endless throws when it has gone through the mutant as often as this. */
const HIT_LIMIT = 1_000_000;

const scope = globalThis as { __stryker__?: Stryker };
const stryker = (scope.__stryker__ ??= {});

function say(answer: Answer): void {
  writeSync(3, `${JSON.stringify(answer)}\n`);
}

realTest(
  'the plan',
  async () => {
    const plan = JSON.parse(process.env['MUTATION_PLAN'] ?? '') as Plan; // suite.ts wrote it
    if (plan.mutants === undefined) await cover(plan);
    else await tryMutants(plan.mutants, plan);
  },
  24 * 3_600_000,
);

/** Runs all tests twice: whether they can be repeated, what each goes through, how long it takes then. */
async function cover({ limitMs }: Plan): Promise<void> {
  const first = await timedRun(limitMs);
  const { static: loading = {}, perTest = {} } = stryker.mutantCoverage ?? {};
  const covers = Object.entries(perTest).map(([step, ids]) => [step, Object.keys(ids)] as const);
  const { failure, times } = first.failure === null ? await timedRun(limitMs) : first;
  say({
    kind: 'coverage',
    isRepeatable: failure === null,
    times,
    covers: Object.fromEntries(covers),
    static: Object.keys(loading),
  });
}

async function timedRun(limitMs: number) {
  const times: Record<string, number> = {};
  const failure = await rerun(root, {
    isChosen: () => true,
    limitMs,
    onBegin: (step) => (stryker.currentTestId = step),
    onEnd(step, ms) {
      times[step] = (times[step] ?? 0) + ms;
      say({ kind: 'step' });
    },
  });
  return { failure, times };
}

/** After a test that is late nothing can be said of the next mutant here: it still runs. */
async function tryMutants(mutants: Required<Plan>['mutants'], { limitMs }: Plan): Promise<void> {
  for (const { id, tests } of mutants) {
    say({ kind: 'begun', id });
    const chosen = new Set(tests);
    Object.assign(stryker, { activeMutant: id, hitCount: 0, hitLimit: HIT_LIMIT });
    const failure = await rerun(root, {
      isChosen: (test) => tests.includes(HOOKS) || chosen.has(test.id),
      limitMs,
      onBegin: () => null,
      onEnd: () => null,
    });
    stryker.activeMutant = undefined;
    say({ kind: 'outcome', id, outcome: toOutcome(failure) });
    if (failure === 'late') return;
  }
}

/** What goes on without end has timed out, whatever the test made of the error. */
function toOutcome(failure: Failure | null): Outcome {
  if (failure === 'late' || (stryker.hitCount ?? 0) > HIT_LIMIT) return 'timed out';
  return failure === null ? 'survived' : 'killed';
}
