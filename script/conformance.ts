import { parseArgs } from 'node:util';
import { createGivenLane, type Given } from '../test/conformance/given-lane.ts';
import { runAll, type Lane, type Result } from '../test/conformance/run.ts';
import { startLanes } from '../test/conformance/started-lane.ts';
import { toTable } from '../test/conformance/table.ts';
import { createTranscript } from '../test/conformance/transcript.ts';

/* The security requirements as a program: docs/conformance.md says how to run it. */

const LANES = 2;
const text = { type: 'string' } as const;

const { values } = parseArgs({
  options: {
    only: text,
    url: text,
    replica: { ...text, multiple: true },
    cookie: text,
    'other-cookie': text,
    'admin-cookie': text,
    user: text,
    'other-user': text,
    'admin-user': text,
    'login-log': text,
    'api-log': text,
    control: text,
  },
});

const transcript = createTranscript();
if (values.url === undefined) {
  const lanes = await startLanes(LANES, transcript);
  try {
    await check(lanes);
  } finally {
    await Promise.all(lanes.map(async (lane) => await lane.stop()));
  }
} else {
  await check([createGivenLane(readGiven(values.url), transcript)]);
}

async function check(lanes: readonly Lane[]): Promise<void> {
  const results = await runAll(lanes, { only: values.only?.split(',') ?? [], onResult: tell });
  console.log(toTable(results));
  process.exitCode = results.some(({ outcome }) => outcome === 'fail') ? 1 : 0;
}

/** On the way, beside the table: what has come out so far. */
function tell({ id, outcome, tookMs }: Result): void {
  console.error(`${id} ${outcome} (${(tookMs / 1000).toFixed(1)} s)`);
}

function readGiven(url: string): Given {
  return {
    url,
    replicas: values.replica ?? [],
    cookies: stated({
      member: values.cookie,
      other: values['other-cookie'],
      admin: values['admin-cookie'],
    }),
    users: stated({
      member: personIn(values.user),
      other: personIn(values['other-user']),
      admin: personIn(values['admin-user']),
    }),
    loginLog: values['login-log'],
    apiLog: values['api-log'],
    control: values.control,
  };
}

/** `name:password`. */
function personIn(given: string | undefined) {
  const [, username, password] = /^([^:]+):(.*)$/s.exec(given ?? '') ?? [];
  return username === undefined || password === undefined ? undefined : { username, password };
}

function stated<Value>(all: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, Value] => pair[1] !== undefined),
  );
}
