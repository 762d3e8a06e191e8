import type { ScalewayClient } from './client.ts';
import { toScalewayFailed, type Trouble } from './errors.ts';
import { zonesToProbe } from './zones.ts';

/** What decides first, when no region took the key. */
const byWeight: readonly Trouble[] = ['key-refused', 'not-permitted', 'slowed-down'];

/** Whether a key may list servers: one region's yes is enough. @throws {ScalewayFailed} */
export async function probeKey(client: ScalewayClient): Promise<void> {
  try {
    await Promise.any(zonesToProbe.map(async (zone) => await client.probe(zone)));
  } catch (error) {
    const all: readonly unknown[] = (error as AggregateError).errors; // Promise.any rejects with nothing else
    const failures = all.map(toScalewayFailed);
    const weighty = byWeight.map((one) => failures.find(({ trouble }) => trouble === one));
    throw weighty.find((one) => one !== undefined) ?? toScalewayFailed(failures[0]);
  }
}
