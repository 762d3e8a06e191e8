import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { createNoteDraft } from '../redis/recent-drafts.ts';
import { script } from '../redis/script.ts';
import { noTokenAnswers, tokenAnswers, type TokenAnswers } from './answers.ts';

/**
 * One rendered form for a token, from its answers to what came of it.
 *
 * draft → sent → made; or unknown, when Linode's answer was lost. A refusal makes it a draft again:
 * Linode made nothing.
 */
export type TokenDraft = z.infer<typeof draft>;

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter(Boolean).map(Number));

const draft = z.object({
  id: z.string(),
  owner: z.string(),
  state: z.enum(['draft', 'sent', 'made', 'unknown']),
  answers: z.string().transform(readAnswers),
  /** Epoch ms. */
  draftedAt: z.coerce.number().default(0),
  /** Epoch ms; 0 while it is a draft. */
  sentAt: z.coerce.number().default(0),
  /** Tokens that had this label before: none of them can be the one that was asked for. */
  known: list,
  tokenId: z.coerce.number().default(0),
});

const DRAFT_MS = 3_600_000;
const KEPT_MS = 24 * 3_600_000;

export type TokenDrafts = ReturnType<typeof createTokenDrafts>;

export function createTokenDrafts(redis: RedisConnection) {
  const noteDraft = createNoteDraft(redis);

  return {
    /** @returns null also for another person's. */
    async read(owner: string, id: string): Promise<TokenDraft | null> {
      if (!isDraftId(id)) return null;
      const parsed = draft.safeParse({ ...(await redis.hgetall(keys.draft(id))), id });
      return parsed.success && parsed.data.owner === owner ? parsed.data : null;
    },

    /** @returns false for somebody else's id, and for one that is a draft no more. */
    async keep(owner: string, id: string, answers: TokenAnswers): Promise<boolean> {
      const args = [owner, JSON.stringify(answers), DRAFT_MS, Date.now()];
      const isKept = (await keep(redis, [keys.draft(id)], args)) === 1;
      if (isKept) await noteDraft(owner, keys.draft(id));
      return isKept;
    },

    /**
     * @param draft as it was shown: one that was changed since is another one
     * @returns true for the one caller who may send it
     */
    async win(
      owner: string,
      { id, draftedAt }: Pick<TokenDraft, 'id' | 'draftedAt'>,
    ): Promise<boolean> {
      const args = [owner, Date.now(), KEPT_MS, randomUUID(), draftedAt];
      return (await win(redis, [keys.draft(id)], args)) === 1;
    },

    /** Moves on from `sent`; also where the store, after a failover, has forgotten that it was. */
    async settle(
      id: string,
      fields: Partial<Record<'state' | 'known' | 'tokenId', string | number>>,
    ): Promise<void> {
      await settle(redis, [keys.draft(id)], Object.entries(fields).flat());
    },
  };
}

export function newDraftId(): string {
  return randomBytes(16).toString('base64url');
}

export function isDraftId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{22}$/.test(value);
}

function readAnswers(text: string): TokenAnswers {
  try {
    const parsed = tokenAnswers.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : noTokenAnswers;
  } catch {
    return noTokenAnswers;
  }
}

/** KEYS draft · ARGV owner, answers, life in ms, now → 1 when kept. */
const keep = script(`
  local owner = redis.call('HGET', KEYS[1], 'owner')
  if owner and owner ~= ARGV[1] then return 0 end
  local state = redis.call('HGET', KEYS[1], 'state')
  if state and state ~= 'draft' then return 0 end
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'state', 'draft', 'answers', ARGV[2], 'draftedAt', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1
`);

/** KEYS draft · ARGV owner, now, life in ms, caller, drafted at → 1 for the winner, also when the call is repeated. */
const win = script(`
  if redis.call('HGET', KEYS[1], 'sentBy') == ARGV[4] then return 1 end
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  if redis.call('HGET', KEYS[1], 'state') ~= 'draft' then return 0 end
  if (redis.call('HGET', KEYS[1], 'draftedAt') or '0') ~= ARGV[5] then return 0 end
  redis.call('HSET', KEYS[1], 'state', 'sent', 'sentAt', ARGV[2], 'sentBy', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1
`);

/** KEYS draft · ARGV field, value, … → 1 while nobody knows how it came out. */
const settle = script(`
  local state = redis.call('HGET', KEYS[1], 'state')
  if state ~= 'sent' and state ~= 'draft' then return 0 end
  redis.call('HSET', KEYS[1], unpack(ARGV))
  return 1
`);
