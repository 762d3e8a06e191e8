import { startRedis, type RedisServer } from '../test/support/redis-server.ts';
import { startSandbox, type Sandbox } from '../test/support/sandbox.ts';
import type { Person } from '../test/support/visitor.ts';
import { startHelper } from './process.ts';
import type { Manner, NotedCall } from './upstream.ts';

/** What every measurement stands on: a private Redis, the sandbox, and a distance to it. */
export interface Stage {
  readonly redis: RedisServer;
  readonly sandbox: Sandbox;
  /** The sandbox's API behind the distance; ends in /v4. */
  readonly apiUrl: string;
  /** Who can sign in: so many that none of them asks more than one person may. */
  readonly people: readonly Person[];
  /** Changes how the API answers, and forgets the calls noted so far. */
  inManner(manner: Manner): Promise<void>;
  calls(): Promise<readonly NotedCall[]>;
  /** Is stopped with the stage, the last one first. */
  add<Part extends { stop(): Promise<unknown> }>(part: Part): Part;
}

const PEOPLE = 80;

/** Sets the stage, and clears it whatever becomes of the measurement. */
export async function onStage(measure: (stage: Stage) => Promise<void>): Promise<void> {
  const parts: { stop(): Promise<unknown> }[] = [];
  const add: Stage['add'] = (part) => {
    parts.unshift(part);
    return part;
  };
  try {
    const redis = add(await startRedis());
    // A bench that is killed leaves no Redis behind.
    process.once('exit', () => void redis.kill());
    const sandbox = add(await startSandbox());
    await sandbox.switches({ rateLimits: 'off' });
    const people = await sandbox.seedOrganisation({ users: PEOPLE, tokens: 0 });
    const args = ['--import', 'tsx', 'bench/upstream.ts'];
    const env = { ...process.env, SANDBOX_API: sandbox.apiUrl };
    const { url: apiUrl } = add(await startHelper<{ url: string }>(args, env));
    const { origin } = new URL(apiUrl);
    await measure({
      redis,
      sandbox,
      apiUrl,
      people,
      add,
      async inManner(manner) {
        await fetch(`${origin}/manner`, { method: 'POST', body: JSON.stringify(manner) });
      },
      async calls() {
        const answer = await fetch(`${origin}/calls`);
        return (await answer.json()) as readonly NotedCall[]; // the upstream is ours
      },
    });
  } finally {
    for (const part of parts) await part.stop();
  }
}
