import type { TestPortal } from '../support/portal.ts';
import type { RedisTap } from '../support/redis-tap.ts';
import type { Fault } from '../support/sandbox-control.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';
import type { DeedName, Row } from './matrix.ts';
import type { Place } from './stage.ts';

type Target = Pick<Fault, 'path'> & Partial<Fault>;

/** The calls to Linode's hosts that a deed stands or falls with. */
const targets: Readonly<Record<string, Readonly<Partial<Record<DeedName, Target>>>>> = {
  'api.linode.com': {
    'opens a list': { path: '/v4/linode/instances\\?.*page_size=(25|500)' },
    'opens a Linode': { path: '/v4/linode/instances/\\d+$' },
    'comes back from Linode': { path: '/v4/profile$' },
    'creates a Linode': { method: 'POST', path: '/v4/linode/instances$' },
    'revokes a token': { method: 'DELETE', path: '/v4/profile/tokens/' },
  },
  'login.linode.com': {
    'comes back from Linode': { path: '/oauth/token', when: { grant_type: 'authorization_code' } },
    'needs a new access token': { path: '/oauth/token', when: { grant_type: 'refresh_token' } },
    'signs out': { path: '/oauth/revoke' },
  },
};

const hosts = { 'api.linode.com': 'api', 'login.linode.com': 'login' } as const;

export interface Trouble {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Trouble of one of Linode's hosts. */
export function troubleAtLinode({ sandbox }: TestPortal, row: Row): Trouble {
  const host = hosts[row.host as keyof typeof hosts]; // Redis has troubles of its own
  const { strike } = row;
  if (strike === undefined)
    return {
      begin: async () => void (await sandbox.closeDoor(host)),
      end: async () => void (await sandbox.openDoor(host)),
    };
  return {
    async begin() {
      for (const [deed, target] of Object.entries(targets[row.host] ?? {})) {
        const fault = row.strikes?.[deed as DeedName] ?? strike;
        await sandbox.fault({ host, times: 0, ...target, ...fault });
      }
    },
    end: async () => void (await sandbox.clearFaults()),
  };
}

export interface RedisScene {
  readonly portal: TestPortal;
  /** Another replica, whose wire to Redis is in our hands. */
  readonly slowReplica: TestPortal;
  readonly tap: RedisTap;
  readonly place: Place;
}

/** Troubles of Redis, by the matrix' names for them. */
export function troublesOfRedis({
  portal,
  slowReplica,
  tap,
  place,
}: RedisScene): Readonly<Record<string, Trouble>> {
  const { redisServer } = portal;

  async function start(): Promise<void> {
    await redisServer.start();
    await untilServing(portal);
  }

  const full = async (bytes: string) =>
    void (await redisServer.client.config('SET', 'maxmemory', bytes));
  const restart = async () => {
    await redisServer.crash();
    await start();
  };
  return {
    'is stopped': { begin: async () => await redisServer.crash(), end: start },
    hangs: {
      begin: async () => await Promise.resolve(redisServer.pause()),
      async end() {
        redisServer.resume();
        await untilServing(portal);
      },
    },
    'is slow': {
      async begin() {
        await untilServing(slowReplica);
        tap.delay(100);
        place.baseUrl = slowReplica.baseUrl;
      },
      async end() {
        tap.delay(0);
        place.baseUrl = portal.baseUrl;
        await untilServing(slowReplica);
      },
    },
    'is full': { begin: async () => await full('1'), end: async () => await full('0') },
    restarts: { begin: restart, end: nothing },
    'has lost everything': {
      async begin() {
        await redisServer.client.flushall();
        await restart();
      },
      end: nothing,
    },
  };
}

async function nothing(): Promise<void> {}

/** By a page that needs Redis: `/readyz` remembers for a second what was. */
async function untilServing(replica: TestPortal): Promise<void> {
  const anyone = new TestVisitor(replica);
  await until('it serves', async () => (await anyone.get('/sign-in')).status === 303);
}
