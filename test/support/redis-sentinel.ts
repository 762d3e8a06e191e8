import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { connectAsPortal, type ReplicatedRedis } from './redis-deployment.ts';
import { freePorts, startRedisProcess, type RedisProcess } from './redis-process.ts';
import { durable } from './redis-server.ts';
import { until } from './until.ts';

const NAME = 'quayside';
const DOWN_AFTER_MS = 1000;

/** A master and a replica under three sentinels, which replace a master that is silent for a second. */
export async function startSentinelRedis(): Promise<ReplicatedRedis> {
  const dir = await mkdtemp(path.join(tmpdir(), 'quayside-sentinel-'));
  const [masterPort = 0, replicaPort = 0, ...sentinelPorts] = await freePorts(5);
  const nodes = new Map<number, RedisProcess>();
  const lost = new Set<number>();

  async function startNode(port: number, masterOfIt: number | null): Promise<void> {
    const own = path.join(dir, String(port));
    await mkdir(own, { recursive: true });
    const follows = masterOfIt === null ? [] : ['--replicaof', `127.0.0.1 ${masterOfIt}`];
    const args = [...durable, '--repl-diskless-sync-delay', '0', '--dir', own, ...follows];
    nodes.set(port, await startRedisProcess(port, args));
  }

  await startNode(masterPort, null);
  await startNode(replicaPort, masterPort);
  await untilReplicating(masterPort);
  const ids = sentinelPorts.map((port) => ({ port, id: randomBytes(20).toString('hex') }));
  const sentinels = await Promise.all(
    ids.map(async (self) => {
      const others = ids.filter(({ port }) => port !== self.port);
      const file = path.join(dir, `sentinel-${self.port}.conf`);
      await writeFile(file, sentinelConfig({ self, others, masterPort, replicaPort, dir }));
      return await startRedisProcess(self.port, [file, '--sentinel']);
    }),
  );

  const env = {
    REDIS_SENTINELS: sentinelPorts.map((port) => `127.0.0.1:${port}`).join(','),
    REDIS_SENTINEL_NAME: NAME,
  };
  const client = await connectAsPortal(env);

  async function master(): Promise<RedisProcess> {
    const sentinel = new Redis(sentinelPorts.at(-1) ?? 0, '127.0.0.1');
    const address = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME);
    sentinel.disconnect();
    const found = Array.isArray(address) ? nodes.get(Number(address[1])) : undefined;
    if (found === undefined) throw new Error('the sentinels know no master');
    return found;
  }

  return {
    env,
    client,
    async killMasterOf() {
      const current = await master();
      lost.add(current.port);
      await current.kill();
    },
    async pauseMasterOf() {
      // What hangs is a machine, with the sentinel that everybody asks first.
      (await master()).pause();
      sentinels[0]?.pause();
    },
    async restore() {
      for (const node of [...sentinels, ...nodes.values()]) node.resume();
      for (const port of lost) await startNode(port, (await master()).port);
      lost.clear();
      await untilReplicating((await master()).port);
    },
    async stop() {
      client.disconnect();
      await Promise.all([...sentinels, ...nodes.values()].map(async (node) => await node.kill()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Peer {
  readonly port: number;
  readonly id: string;
}

interface SentinelPlan {
  readonly self: Peer;
  readonly others: readonly Peer[];
  readonly masterPort: number;
  readonly replicaPort: number;
  readonly dir: string;
}

/** They are told of each other: to find that out by themselves takes them seconds. */
function sentinelConfig({ self, others, masterPort, replicaPort, dir }: SentinelPlan): string {
  return [
    `dir ${dir}`,
    `sentinel myid ${self.id}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 2`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${NAME} 3000`,
    `sentinel known-replica ${NAME} 127.0.0.1 ${replicaPort}`,
    ...others.map(({ port, id }) => `sentinel known-sentinel ${NAME} 127.0.0.1 ${port} ${id}`),
    '',
  ].join('\n');
}

/** Before that, a failover would lose what the replica has not copied yet. */
async function untilReplicating(masterPort: number): Promise<void> {
  const client = new Redis(masterPort, '127.0.0.1');
  await until('the replica follows', async () =>
    /slave0:.*state=online/.test(await client.info('replication')),
  );
  client.disconnect();
}
