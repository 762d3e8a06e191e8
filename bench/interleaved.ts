import { startPortal, type TestPortal } from '../test/support/portal.ts';
import { TestVisitor } from '../test/support/visitor.ts';
import { median, printTable } from './table.ts';

export const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

/** A portal with so many of whatever is measured, and an admin who looks at it. */
export interface Filled {
  readonly portal: TestPortal;
  readonly admin: TestVisitor;
}

/** What somebody does; only the part that `timed` runs counts. */
export type Act = (filled: Filled, timed: Timed) => Promise<void>;
export type Timed = <Result>(work: () => Promise<Result>) => Promise<Result>;

const SMALL = 1000;
const LARGE = 100_000;

/**
 * The same acts at 1,000 and at 100,000, interleaved in one run, so that whatever else the machine does
 * meets both.
 */
export async function compareSizes(
  what: string,
  fill: (portal: TestPortal, count: number) => Promise<void>,
  measure: (small: Filled, large: Filled) => Promise<void>,
): Promise<void> {
  const [small, large] = [await filled(SMALL), await filled(LARGE)];
  try {
    console.log(`${what}: ${SMALL.toLocaleString('en')} and ${LARGE.toLocaleString('en')}\n`);
    await measure(small, large);
  } finally {
    await small.portal.stop();
    await large.portal.stop();
  }

  async function filled(count: number): Promise<Filled> {
    const portal = await startPortal({ env: { LOG_LEVEL: 'silent' } });
    await portal.sandbox.switches({ rateLimits: 'off' });
    const admin = new TestVisitor(portal);
    await admin.signIn(ada);
    await fill(portal, count);
    return { portal, admin };
  }
}

/** Prints each act's median at both sizes. */
export async function printRatios(
  acts: Readonly<Record<string, Act>>,
  { small, large, rounds }: { small: Filled; large: Filled; rounds: number },
): Promise<void> {
  const rows: string[][] = [];
  for (const [name, act] of Object.entries(acts)) {
    const times = { small: [] as number[], large: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      times.small.push(await timeOf(act, small));
      times.large.push(await timeOf(act, large));
    }
    const [one, many] = [median(times.small), median(times.large)];
    const first = times.large[0] ?? 0;
    rows.push([name, one.toFixed(1), many.toFixed(1), (many / one).toFixed(2), first.toFixed(0)]);
  }
  printTable(['', 'at 1,000 ms', 'at 100,000 ms', 'ratio', 'first at 100,000 ms'], rows);
}

async function timeOf(act: Act, filled: Filled): Promise<number> {
  let ms = 0;
  await act(filled, async (work) => {
    const startedAt = performance.now();
    const result = await work();
    ms += performance.now() - startedAt;
    return result;
  });
  return ms;
}

/** Opens a page as the admin. */
export function page(path: string): Act {
  return async ({ admin }, timed) => {
    const { status } = await timed(async () => await admin.get(path));
    if (status !== 200) throw new Error(`${path}: ${status}`);
  };
}
