import type { ScalewayClient } from './client.ts';
import { ScalewayFailed, type Trouble } from './errors.ts';
import type { ScalewayServer } from './server.ts';
import { mayBeAbsent, zones } from './zones.ts';

export interface ServerList {
  readonly servers: readonly ScalewayServer[];
  /** The zones that gave no whole answer; their servers are not in the list. */
  readonly missing: readonly MissingZone[];
}

export interface MissingZone {
  readonly zone: string;
  readonly trouble: Trouble;
}

/** Two rounds of zones that hang, and the page still comes within ten seconds. */
const AT_ONCE = 5;

/** The servers of some zones, or of all: some zones at a time, and each fails by itself. */
export async function listServers(
  client: ScalewayClient,
  wanted: readonly string[] = zones,
): Promise<ServerList> {
  const answers = await mapSome(wanted, AT_ONCE, async (zone) => {
    try {
      return { servers: await client.listZone(zone), missing: [] };
    } catch (error) {
      if (!(error instanceof ScalewayFailed)) throw error;
      const { trouble } = error;
      const isAbsent = trouble === 'not-found' && mayBeAbsent(zone);
      return { servers: [], missing: isAbsent ? [] : [{ zone, trouble }] };
    }
  });
  return {
    servers: answers.flatMap(({ servers }) => servers),
    missing: answers.flatMap(({ missing }) => missing),
  };
}

/** `Promise.all` over a list, with so many under way at a time; the results keep the list's order. */
async function mapSome<Item, Result>(
  list: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...list.entries()];
  async function worker(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift())
      results[next[0]] = await work(next[1]);
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
