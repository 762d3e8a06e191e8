import { filesIn } from './copy.ts';
import { runSuite, type Coverage } from './suite.ts';

/**
 * Not tried. The portal of most of these is a process of its own, where no mutant is switched on; the
 * others know nothing of the folders that are mutated, or take minutes.
 */
const aside =
  /^test\/(browser|conformance|deploy|replicas|sandbox|standins|views)\/|faults\/matrix|input\/hostile/;

const LIMIT_MS = 180_000;

const none: Coverage = { isRepeatable: false, times: {}, covers: {}, static: [] };

export function suitesOf(root: string): readonly string[] {
  return filesIn(root, 'test', '.test.ts').filter((suite) => !aside.test(suite));
}

/** What a suite goes through while no mutant is switched on. */
export async function coverageOf(root: string, suite: string): Promise<Coverage> {
  const options = { plan: { limitMs: LIMIT_MS }, silenceMs: 2 * LIMIT_MS };
  const { answers, complaints } = await runSuite(root, suite, options);
  const coverage = answers.find((answer) => answer.kind === 'coverage') ?? none;
  if (!coverage.isRepeatable) console.error(`${suite} is left out: it does not pass twice`);
  if (coverage === none) console.error(complaints);
  return coverage;
}
