import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InvalidToken } from '../../server/linode/errors.ts';
import {
  createLinodeWatch,
  POLL_MS,
  type LinodeSnapshot,
} from '../../server/provisioning/linode-watch.ts';
import { keys } from '../../server/redis/keys.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { linodeThat, listOf, refusal, type Told } from '../support/told-linode.ts';

/* Many who watch one Linode: one of them asks, and all of them see what it was told. */

const events = '/account/events';
const linode = { id: 7, label: 'pilot', status: 'booting', ipv4: ['192.0.2.9', '10.0.0.9'] };

let redisServer: RedisServer;
let asked: string[];

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
  asked = [];
});

/** One look, by somebody whose Linode answers so. */
async function look(answer: Told, told: Told = [200, listOf()]): Promise<LinodeSnapshot | null> {
  const client = linodeThat(({ path }) => {
    asked.push(path);
    return path === events ? told : answer;
  });
  return await createLinodeWatch(redisServer.client).look(client, 7);
}

/** As if somebody else had just asked, and no time passed. */
async function holdTurn(): Promise<void> {
  await redisServer.client.set(keys.watch(keys.linode(7)), '1');
}

/** As if the time between two looks had passed. */
async function nextTurn(): Promise<void> {
  await redisServer.client.del(keys.watch(keys.linode(7)));
}

const absent: Told = [404, refusal('Not found')];
const away: Told = [500, refusal('Oops')];

describe('who looks', () => {
  test('sees what Linode says now', async () => {
    const before = Date.now();
    const seen = await look([200, linode]);
    expect(seen).toMatchObject({ status: 'booting', percent: null, ipv4: '192.0.2.9' });
    expect(seen?.checkedAt).toBeGreaterThanOrEqual(before);
    expect(asked).toEqual(['/linode/instances/7', events]);
  });

  test('sees between two turns what was seen last, and Linode is not asked', async () => {
    const seen = await look([200, linode]);
    const left = await redisServer.client.pttl(keys.watch(keys.linode(7)));
    expect(left).toBeLessThanOrEqual(POLL_MS);
    expect(left).not.toBe(-1);
    await holdTurn();
    asked = [];
    expect(await look([200, { ...linode, status: 'running' }])).toEqual(seen);
    expect(asked).toEqual([]);
  });

  test('at the same moment as others asks for all of them', async () => {
    await Promise.all(Array.from({ length: 50 }, async () => await look([200, linode])));
    expect(asked).toEqual(['/linode/instances/7', events]);
  });

  test('asks again at the next turn', async () => {
    await look([200, linode]);
    await nextTurn();
    expect((await look([200, { ...linode, status: 'running', ipv4: [] }]))?.status).toBe('running');
  });

  test('asks at once after an act of ours, and is not shown what was before it', async () => {
    await look([200, linode]);
    await createLinodeWatch(redisServer.client).forget(7);
    expect(await look(away)).toBeNull();
    await createLinodeWatch(redisServer.client).forget(7);
    expect((await look([200, { ...linode, status: 'rebooting' }]))?.status).toBe('rebooting');
  });

  test('sees nothing while nobody has got an answer', async () => {
    expect(await look(away)).toBeNull();
    await holdTurn();
    expect(await look([200, linode])).toBeNull();
  });

  test('sees what was seen last, for a minute, while Linode does not answer', async () => {
    const seen = await look([200, linode]);
    const left = await redisServer.client.pttl(keys.linode(7));
    expect(Math.ceil(left / 60_000)).toBe(1);
    await nextTurn();
    expect(await look(away)).toEqual(seen);
  });

  test('does not find it for nobody else', async () => {
    const seen = await look([200, linode]);
    await nextTurn();
    expect(await look(absent)).toMatchObject({ status: 'deleted', percent: null, ipv4: '' });
    await holdTurn();
    expect(await look(away)).toEqual(seen);
  });

  test('is told that it is kept from them as little as that it is away', async () => {
    expect(await look([403, refusal('Unauthorized')])).toBeNull();
  });

  test('with a dead token has to sign in', async () => {
    await expect(look([401, refusal('Invalid Token')])).rejects.toThrow(InvalidToken);
  });

  test('sees what another version left as nothing', async () => {
    await holdTurn();
    await redisServer.client.set(keys.linode(7), '{"state":"of a later version"}');
    expect(await look([200, linode])).toBeNull();
  });

  test.each(['/linode/instances/7', events])('learns of a mistake of ours at %s', async (at) => {
    const client = linodeThat(({ path }) => {
      if (path === at) throw new TypeError('undefined is not a function');
      return [200, linode];
    });
    const looked = createLinodeWatch(redisServer.client).look(client, 7);
    await expect(looked).rejects.toThrow(TypeError);
  });
});

describe('how far it is', () => {
  const event = { id: 1, entity: { id: 7, type: 'linode' } };

  test.each<[number | null, string, readonly object[]]>([
    [40, 'of the event that runs', [{ status: 'started', percent_complete: 40 }]],
    [0, 'of the event that is to run', [{ status: 'scheduled', percent_complete: 0 }]],
    [
      60,
      'of the newest of these',
      [
        { status: 'finished', percent_complete: 100 },
        { status: 'started', percent_complete: 60 },
        { status: 'scheduled', percent_complete: 0 },
      ],
    ],
    [null, 'of an event that does not say', [{ status: 'started' }]],
    [null, 'of an event that is over', [{ status: 'finished', percent_complete: 100 }]],
    [null, 'without an event', []],
  ])('is %p %s', async (percent, _, rows) => {
    const told = listOf(...rows.map((row) => ({ ...event, ...row })));
    expect((await look([200, linode], [200, told]))?.percent).toBe(percent);
  });

  test.each([
    ['withheld', 401, 'Your OAuth token is not authorized to use this endpoint.'],
    ['away', 500, 'Oops'],
  ])('is left open where events are %s', async (_, status, reason) => {
    expect(await look([200, linode], [status, refusal(reason)])).toMatchObject({
      status: 'booting',
      percent: null,
    });
  });

  test.each(['running', 'offline', 'stopped', 'billing_suspension'])(
    'is not asked of one that is %s',
    async (status) => {
      expect(await look([200, { ...linode, status }])).toMatchObject({ status, percent: null });
      expect(asked).toEqual(['/linode/instances/7']);
    },
  );
});
