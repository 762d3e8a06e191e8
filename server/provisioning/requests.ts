import { randomBytes, randomUUID } from 'node:crypto';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { createNoteDraft } from '../redis/recent-drafts.ts';
import { script } from '../redis/script.ts';
import type { Answers } from './answers.ts';
import { readRequestRecord, type RequestRecord, type RequestState } from './request-record.ts';

const DRAFT_MS = 24 * 3_600_000;
const KEPT_MS = 400 * 24 * 3_600_000;
const LISTED = 50;

export type Requests = ReturnType<typeof createRequests>;

/** `kept`; `foreign`: somebody else's id; `sent`: it is a draft no more. */
export type DraftOutcome = 'kept' | 'foreign' | 'sent';

type Fields = Readonly<Partial<Record<keyof RequestRecord, string | number>>>;

/** The records of creates. Every change of state is one script that looks at the state before. */
export function createRequests(redis: RedisConnection) {
  const noteDraft = createNoteDraft(redis);

  async function read(id: string): Promise<RequestRecord | null> {
    return readRequestRecord(id, await redis.hgetall(keys.request(id)));
  }

  async function list(owner: string, id: string): Promise<void> {
    const own = keys.requestsOf(owner);
    await redis.zadd(own, Date.now(), id);
    await redis.pexpire(own, KEPT_MS);
  }

  return {
    read,

    async keepDraft(owner: string, id: string, answers: Answers): Promise<DraftOutcome> {
      const args = [owner, JSON.stringify(answers), Date.now(), DRAFT_MS];
      const reply = await keepDraft(redis, [keys.request(id)], args);
      if (reply === 'kept') await noteDraft(owner, keys.request(id));
      return reply === 'kept' || reply === 'foreign' ? reply : 'sent';
    },

    /**
     * @param draft as it was shown: one that was changed since is another one
     * @returns true for the one caller who may send this request; for everybody else false.
     */
    async win(
      owner: string,
      { id, draftedAt }: Pick<RequestRecord, 'id' | 'draftedAt'>,
    ): Promise<boolean> {
      const args = [owner, Date.now(), KEPT_MS, randomUUID(), draftedAt];
      const won = await win(redis, [keys.request(id)], args);
      if (won !== 1) return false;
      await list(owner, id);
      return true;
    },

    /**
     * Writes down how a sender's call came out, and the whole request with it: a store that failed over
     * meanwhile may have forgotten that it was sent, and then others may have sent it, too.
     */
    async settle(
      { id, owner, answers, draftedAt }: RequestRecord,
      outcome: Fields & { readonly state: keyof typeof knownBefore; readonly sentAt: number },
    ): Promise<void> {
      const whole = { owner, answers: JSON.stringify(answers), draftedAt, ...outcome };
      const args = [knownBefore[outcome.state], KEPT_MS, ...Object.entries(whole).flat()];
      if ((await settle(redis, [keys.request(id)], args)) === 1) await list(owner, id);
    },

    /** Moves on from one of `from`. @returns false when the record is in none of these states. */
    async move(id: string, from: readonly RequestState[], fields: Fields): Promise<boolean> {
      const flat = Object.entries(fields).flat();
      return (await move(redis, [keys.request(id)], [from.join(' '), ...flat])) === 1;
    },

    /** Remembers which request a Linode came from, for as long as the request is kept. */
    async noteProvenance(linodeId: number, id: string): Promise<void> {
      await redis.set(keys.madeBy(linodeId), id, 'PX', KEPT_MS);
    },

    async thatMade(linodeId: number): Promise<RequestRecord | null> {
      const id = await redis.get(keys.madeBy(linodeId));
      return id === null ? null : await read(id);
    },

    /** A person's requests, newest first. */
    async listOf(owner: string): Promise<readonly RequestRecord[]> {
      const ids = await redis.zrange(keys.requestsOf(owner), 0, LISTED - 1, 'REV');
      const records = await Promise.all(ids.map(read));
      return records.filter((record) => record !== null);
    },
  };
}

export function newRequestId(): string {
  return randomBytes(16).toString('base64url');
}

export function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{22}$/.test(value);
}

/** KEYS request · ARGV owner, answers, now, life in ms → kept, foreign, or the state it is in. */
const keepDraft = script(`
  local owner = redis.call('HGET', KEYS[1], 'owner')
  if owner and owner ~= ARGV[1] then return 'foreign' end
  local state = redis.call('HGET', KEYS[1], 'state')
  if state and state ~= 'draft' then return state end
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'state', 'draft', 'answers', ARGV[2], 'draftedAt', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return 'kept'
`);

/** KEYS request · ARGV owner, now, life in ms, caller, drafted at → 1 for the winner, also when the call is repeated. */
const win = script(`
  if redis.call('HGET', KEYS[1], 'sentBy') == ARGV[4] then return 1 end
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  if redis.call('HGET', KEYS[1], 'state') ~= 'draft' then return 0 end
  if redis.call('HGET', KEYS[1], 'draftedAt') ~= ARGV[5] then return 0 end
  redis.call('HSET', KEYS[1], 'state', 'sent', 'sentAt', ARGV[2], 'sentBy', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1
`);

/** What a sender's word counts over: a Linode that was made over all that others believe. */
const knownBefore = {
  accepted: 'draft sent unknown refused not-found',
  unknown: 'draft sent refused',
  refused: 'draft sent',
} as const;

/** KEYS request · ARGV states it counts over, life in ms, field, value, … → 1 when it counts. */
const settle = script(`
  local state = redis.call('HGET', KEYS[1], 'state')
  if state and not string.find(' ' .. ARGV[1] .. ' ', ' ' .. state .. ' ', 1, true) then return 0 end
  redis.call('HSET', KEYS[1], unpack(ARGV, 3))
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
`);

/** KEYS request · ARGV allowed states, field, value, … → 1 when it moved. */
const move = script(`
  local state = redis.call('HGET', KEYS[1], 'state')
  if not state then return 0 end
  if not string.find(' ' .. ARGV[1] .. ' ', ' ' .. state .. ' ', 1, true) then return 0 end
  redis.call('HSET', KEYS[1], unpack(ARGV, 2))
  return 1
`);
