import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectAsPortal, type ReplicatedRedis } from './redis-deployment.ts';
import { freePorts } from './free-port.ts';
import { askRedis, startRedisProcess, type RedisProcess } from './redis-process.ts';
import { untilCopied } from './redis-replication.ts';
import { durable } from './redis-server.ts';
import { until } from './until.ts';

const NAME = 'quayside';
/** Long enough that a master which a busy machine keeps waiting is not taken for lost. */
const DOWN_AFTER_MS = 3000;
/** Sentinels that have elected nobody try again after twice this time. */
const FAILOVER_MS = 3000;

/** A master and a replica under three sentinels, which replace a master that is silent for three seconds. */
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
  await askRedis(masterPort, untilCopied);
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
    const address = await ask(sentinelPorts.at(-1) ?? 0, 'GET-MASTER-ADDR-BY-NAME', NAME);
    const found = Array.isArray(address) ? nodes.get(Number(address[1])) : undefined;
    if (found === undefined) throw new Error('the sentinels know no master');
    return found;
  }

  /** Before that, there is nobody whom the sentinels would put in the place of a master that is lost. */
  async function untilReplaceable(current: number): Promise<void> {
    const successor = [
      '"flags","slave"',
      '"master-link-status","ok"',
      `"master-port","${current}"`,
    ];
    await until('every sentinel knows of a successor', async () => {
      const told = await Promise.all(
        sentinelPorts.map(async (port) => JSON.stringify(await ask(port, 'REPLICAS', NAME))),
      );
      return told.every((text) => successor.every((part) => text.includes(part)));
    });
  }

  return {
    env,
    client,
    async killMasterOf() {
      const current = await master();
      await askRedis(current.port, untilCopied);
      lost.add(current.port);
      await current.kill();
    },
    async pauseMasterOf() {
      // What hangs is a machine, with the sentinel that everybody asks first.
      const current = await master();
      await askRedis(current.port, untilCopied);
      current.pause();
      sentinels[0]?.pause();
    },
    async restore() {
      for (const node of [...sentinels, ...nodes.values()]) node.resume();
      for (const port of lost) await startNode(port, (await master()).port);
      lost.clear();
      const { port } = await master();
      await askRedis(port, untilCopied);
      await untilReplaceable(port);
    },
    async stop() {
      client.disconnect();
      await Promise.all([...sentinels, ...nodes.values()].map(async (node) => await node.kill()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function ask(sentinelPort: number, ...question: readonly string[]): Promise<unknown> {
  return await askRedis(sentinelPort, async (it) => await it.call('SENTINEL', ...question));
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
    `sentinel failover-timeout ${NAME} ${FAILOVER_MS}`,
    `sentinel known-replica ${NAME} 127.0.0.1 ${replicaPort}`,
    ...others.map(({ port, id }) => `sentinel known-sentinel ${NAME} 127.0.0.1 ${port} ${id}`),
    '',
  ].join('\n');
}
