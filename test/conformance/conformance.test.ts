import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checks } from './checks.ts';
import { requirements } from './requirement.ts';
import { runAll, type Result } from './run.ts';
import { startLanes, type StartedLane } from './started-lane.ts';
import { createTranscript } from './transcript.ts';

let lanes: readonly StartedLane[] = [];
let results: readonly Result[] = [];

beforeAll(async () => {
  lanes = await startLanes(2, createTranscript());
  results = await runAll(lanes, { only: Object.keys(checks) });
}, 600_000);
afterAll(async () => {
  await Promise.all(lanes.map(async (lane) => await lane.stop()));
});

describe('the portal holds', () => {
  const held = requirements.filter(({ id }) => id in checks);

  test.each(held.map(({ id, requirement }) => [id, requirement]))('%s: %s', (id) => {
    const result = results.find((one) => one.id === id);
    expect(result).toMatchObject({ outcome: 'pass', remarks: [] });
  });
});
