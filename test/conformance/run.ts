import { checks } from './checks.ts';
import {
  requirements,
  type Ability,
  type Check,
  type Requirement,
  type Target,
} from './requirement.ts';

/** A portal, with what stands around it, for one check at a time. */
export interface Lane {
  /** Why it lacks an ability, or null when it has it. */
  reasonAgainst(ability: Ability): string | null;
  /** Clears away what the check before has left. */
  begin(note: (remark: string) => void): Promise<Target>;
  /** Stops what the check has started. */
  end(): Promise<void>;
}

export interface Result extends Requirement {
  readonly outcome: 'pass' | 'fail' | 'not applicable';
  /** What went wrong, or what was left out and why. */
  readonly remarks: readonly string[];
  readonly tookMs: number;
}

export interface RunOptions {
  /** Ids of what is to run; all when none is given. */
  readonly only?: readonly string[];
  readonly onResult?: (result: Result) => void;
}

type Task = readonly [Requirement, Check];

/**
 * Checks each requirement in one of the lanes: in each of them one check at a time, so that no two
 * meet. What takes long begins first; what is about the whole run comes last.
 */
export async function runAll(
  lanes: readonly Lane[],
  { only = [], onResult = () => undefined }: RunOptions = {},
): Promise<readonly Result[]> {
  const tasks = requirements
    .filter(({ id }) => only.length === 0 || only.includes(id))
    .map((requirement): Task => [requirement, checkOf(requirement)]);
  const results = new Map<string, Result>();
  const work = async (lane: Lane, waiting: Task[]) => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const result = await runIn(lane, task);
      results.set(result.id, result);
      onResult(result);
    }
  };
  const early = tasks.filter(([, { isLast }]) => !isLast);
  const late = tasks.filter(([, { isLast }]) => isLast);
  early.sort(([, one], [, other]) => Number(other.isLong) - Number(one.isLong));
  await Promise.all(lanes.map(async (lane) => await work(lane, early)));
  await Promise.all(lanes.map(async (lane) => await work(lane, late)));
  return tasks.flatMap(([{ id }]) => results.get(id) ?? []);
}

function checkOf({ id }: Requirement): Check {
  const check = checks[id];
  if (check === undefined) throw new Error(`${id} has no check`);
  return check;
}

async function runIn(lane: Lane, [requirement, check]: Task): Promise<Result> {
  const told = check.needs.map((need) => lane.reasonAgainst(need)).filter((one) => one !== null);
  const reasons = [...new Set(told)];
  if (reasons.length > 0)
    return { ...requirement, outcome: 'not applicable', remarks: reasons, tookMs: 0 };
  const startedAt = performance.now();
  const remarks: string[] = [];
  const outcome = await outcomeOf(lane, check, remarks);
  return { ...requirement, outcome, remarks, tookMs: performance.now() - startedAt };
}

async function outcomeOf(lane: Lane, check: Check, remarks: string[]): Promise<'pass' | 'fail'> {
  try {
    await check.run(await lane.begin((remark) => remarks.push(remark)));
    return 'pass';
  } catch (error) {
    remarks.push(error instanceof Error ? error.message : String(error));
    return 'fail';
  } finally {
    await lane.end();
  }
}
