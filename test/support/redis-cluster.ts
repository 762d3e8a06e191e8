import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { aclRules, aclUser } from './acl-rules.ts';
import { connectAsPortal, disconnectForGood, type ReplicatedRedis } from './redis-deployment.ts';
import { freePorts } from './free-port.ts';
import { askRedis, startRedisProcess, type RedisProcess } from './redis-process.ts';
import { untilCopied } from './redis-replication.ts';
import { durable } from './redis-server.ts';
import { until } from './until.ts';

/** Long enough that a node which a busy machine keeps waiting is not taken for lost. */
const NODE_TIMEOUT_MS = 3000;
const SLOTS = 16_384;
const MASTERS = 3;
const clustered = [
  ...durable,
  ...'--cluster-enabled yes --cluster-announce-ip 127.0.0.1 --repl-diskless-sync-delay 0'.split(
    ' ',
  ),
  ...`--cluster-node-timeout ${NODE_TIMEOUT_MS} --cluster-replica-validity-factor 0`.split(' '),
  '--user',
  // Users are not copied to replicas: each node has to be told.
  aclUser.username,
  ...aclRules,
];

export interface RedisCluster extends ReplicatedRedis {
  /** A connection of its own to each node: what concerns nodes rather than keys. */
  eachNode<T>(ask: (node: Redis) => Promise<T>): Promise<readonly T[]>;
}

interface Node {
  readonly port: number;
  /** For the cluster's own talk. */
  readonly busPort: number;
  readonly id: string;
  /** The node it follows; null for one of the first masters. */
  readonly follows: string | null;
  readonly slots: string;
}

/** Three masters, each with a replica; a master that is silent for three seconds is replaced. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const dir = await mkdtemp(path.join(tmpdir(), 'quayside-cluster-'));
  const nodes = planNodes(await freePorts(4 * MASTERS));
  const running = new Map<number, RedisProcess>();
  const lost = new Set<number>();
  const hanging = new Set<number>();

  async function startNode(node: Node): Promise<void> {
    const own = path.join(dir, String(node.port));
    running.set(
      node.port,
      await startRedisProcess(node.port, [
        ...clustered,
        '--cluster-port',
        String(node.busPort),
        '--dir',
        own,
      ]),
    );
  }

  for (const node of nodes) {
    const own = path.join(dir, String(node.port));
    await mkdir(own);
    await writeFile(path.join(own, 'nodes.conf'), nodesConf(node, nodes));
  }
  await Promise.all(nodes.map(startNode));

  async function eachNode<T>(ask: (node: Redis) => Promise<T>): Promise<readonly T[]> {
    const alive = nodes.filter(({ port }) => !lost.has(port) && !hanging.has(port));
    return await Promise.all(alive.map(async ({ port }) => await askRedis(port, ask)));
  }

  /** Each master has a replica that has copied it, and nobody takes anybody for lost. */
  async function untilWhole(): Promise<void> {
    await until('the cluster is whole', async () => {
      const states = await eachNode(async (node) => ({
        state: await node.cluster('INFO'),
        peers: String(await node.cluster('NODES')),
        role: await node.info('replication'),
      }));
      const following = states.filter(({ role }) => role.includes('master_link_status:up'));
      const inOrder = states.filter(
        ({ state, peers }) => state.includes('cluster_state:ok') && !/fail|handshake/.test(peers),
      );
      return following.length === nodes.length - MASTERS && inOrder.length === nodes.length;
    });
  }

  await untilWhole();
  const env = {
    REDIS_CLUSTER_NODES: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
    REDIS_USERNAME: aclUser.username,
    REDIS_PASSWORD: aclUser.password,
  };
  const client = await connectAsPortal(env);

  /** By what a living node says: our own client may not have noticed yet. */
  async function masterOf(key: string): Promise<RedisProcess> {
    const [told] = await eachNode(async (node) => ({
      slot: await node.cluster('KEYSLOT', key),
      ranges: await node.cluster('SLOTS'),
    }));
    const { slot = 0, ranges = [] } = told ?? {};
    const [, , master] = ranges.find(([from, to]) => from <= slot && slot <= to) ?? [];
    const found = running.get(master?.[1] ?? 0);
    if (found === undefined) throw new Error(`nobody holds ${key}`);
    return found;
  }

  return {
    env,
    client,
    eachNode,
    async killMasterOf(key) {
      const current = await masterOf(key);
      await askRedis(current.port, untilCopied);
      lost.add(current.port);
      await current.kill();
    },
    async pauseMasterOf(key) {
      const current = await masterOf(key);
      await askRedis(current.port, untilCopied);
      hanging.add(current.port);
      current.pause();
    },
    async restore() {
      for (const node of running.values()) node.resume();
      hanging.clear();
      for (const node of nodes) if (lost.has(node.port)) await startNode(node);
      lost.clear();
      await untilWhole();
    },
    async stop() {
      await disconnectForGood(client);
      await Promise.all([...running.values()].map(async (node) => await node.kill()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function planNodes(ports: readonly number[]): readonly Node[] {
  const size = Math.ceil(SLOTS / MASTERS);
  const masters = Array.from({ length: MASTERS }, (_, at) => ({
    id: randomBytes(20).toString('hex'),
    follows: null,
    slots: `${at * size}-${Math.min((at + 1) * size, SLOTS) - 1}`,
  }));
  const replicas = masters.map(({ id }) => ({
    id: randomBytes(20).toString('hex'),
    follows: id,
    slots: '',
  }));
  return [...masters, ...replicas].map((node, at) => ({
    ...node,
    port: ports[2 * at] ?? 0,
    busPort: ports[2 * at + 1] ?? 0,
  }));
}

/** What a node that had been part of this cluster before would find on its disk: no need to meet. */
function nodesConf(self: Node, nodes: readonly Node[]): string {
  const lines = nodes.map((node, at) => {
    const role = node.follows === null ? 'master' : 'slave';
    const flags = node === self ? `myself,${role}` : role;
    const address = `127.0.0.1:${node.port}@${node.busPort}`;
    const epoch = node.follows === null ? at + 1 : 0;
    return `${node.id} ${address} ${flags} ${node.follows ?? '-'} 0 0 ${epoch} connected ${node.slots}`;
  });
  return [...lines, `vars currentEpoch ${MASTERS} lastVoteEpoch 0`, ''].join('\n');
}
