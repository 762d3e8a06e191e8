import { jest } from '@jest/globals';
import { HOOKS, type Group, type Step, type Test } from './tree.ts';

export type Failure = 'failed' | 'late';

interface Rerun {
  readonly isChosen: (test: Test) => boolean;
  /** What each test, and each hook, may take. */
  readonly limitMs: number;
  /** A test's id, or HOOKS. */
  readonly onBegin: (step: string) => void;
  readonly onEnd: (step: string, ms: number) => void;
}

// A suite may replace the timers while it runs.
const { setTimeout, clearTimeout } = globalThis;

/** Runs the chosen tests of a group once more, until one fails. @returns the failure, null when there was none. */
export async function rerun(group: Group, options: Rerun): Promise<Failure | null> {
  const { isChosen, limitMs, onBegin, onEnd } = options;
  let failure: Failure | null = null;

  await runGroup(group);
  return failure;

  async function runGroup(group: Group): Promise<void> {
    if (!hasChosen(group, isChosen)) return;
    await timed(HOOKS, async () => await untilFailure(group.beforeAll));
    for (const member of group.members) {
      if (failure !== null) break;
      if ('members' in member) await runGroup(member);
      else if (isChosen(member)) await timed(member.id, async () => await runTest(member));
    }
    await timed(HOOKS, async () => await everyOne(group.afterAll));
  }

  async function runTest({ run, groups }: Test): Promise<void> {
    await untilFailure([...groups.flatMap((group) => group.beforeEach), run]);
    await everyOne(groups.toReversed().flatMap((group) => group.afterEach));
    jest.useRealTimers();
  }

  async function timed(step: string, run: () => Promise<void>): Promise<void> {
    onBegin(step);
    const startedAt = performance.now();
    await run();
    onEnd(step, performance.now() - startedAt);
  }

  async function untilFailure(steps: readonly Step[]): Promise<void> {
    for (const step of steps) if (failure === null) failure = await outcome(step, limitMs);
  }

  /** What was begun is ended, whatever became of it. */
  async function everyOne(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      const one = await outcome(step, limitMs);
      failure ??= one;
    }
  }
}

function hasChosen(group: Group, isChosen: (test: Test) => boolean): boolean {
  return group.members.some((member) =>
    'members' in member ? hasChosen(member, isChosen) : isChosen(member),
  );
}

async function outcome(step: Step, limitMs: number): Promise<Failure | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Failure>((resolve) => {
    timer = setTimeout(resolve, limitMs, 'late');
  });
  try {
    return await Promise.race([late, pass(step)]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}

async function pass(step: Step): Promise<null> {
  await step();
  return null;
}
