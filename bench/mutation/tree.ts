/** What is done in hooks before and after all tests of a group is put down to this instead of a test. */
export const HOOKS = 'hooks';

/** A test or a hook, as the suite wrote it. */
export type Step = () => unknown;

export interface Test {
  readonly id: string;
  readonly run: Step;
  /** The groups it lies in, outermost first. */
  readonly groups: readonly Group[];
}

export interface Group {
  readonly beforeAll: Step[];
  readonly beforeEach: Step[];
  readonly afterEach: Step[];
  readonly afterAll: Step[];
  readonly members: (Group | Test)[];
}

export const root: Group = newGroup();

const around: Group[] = [root];
let count = 0;

/** The group that is being described: whoever declares a test or a hook means this one. */
export function innermost(): Group {
  return around.at(-1) ?? root;
}

export function addGroup(describeIt: () => void): void {
  const group = newGroup();
  innermost().members.push(group);
  around.push(group);
  describeIt();
  around.pop();
}

export function addTest(run: Step): void {
  innermost().members.push({ id: String(count), run, groups: [...around] });
  count += 1;
}

function newGroup(): Group {
  return { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [], members: [] };
}
