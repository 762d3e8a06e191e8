import { script } from '../redis/script.ts';

/*
 * An answer of Redis can be lost on the way, and ioredis then sends the call once more: a script that
 * is true for one caller alone knows that caller again.
 */

/**
 * KEYS vault, lock · ARGV owner, generation, field, value, … → 1, or 0 when someone else was faster.
 * A lease that lapsed and that nobody took is no reason to lose tokens. A vault that began to end
 * meanwhile takes them too: they are the ones left to revoke.
 */
export const commitRefresh = script(`
  if redis.call('HGET', KEYS[1], 'refreshedBy') == ARGV[1] then return 1 end
  local holder = redis.call('GET', KEYS[2])
  if holder and holder ~= ARGV[1] then return 0 end
  if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], 'refreshedBy', ARGV[1], unpack(ARGV, 3))
  redis.call('HINCRBY', KEYS[1], 'generation', 1)
  redis.call('HINCRBY', KEYS[1], 'refreshCount', 1)
  redis.call('DEL', KEYS[2])
  return 1
`);

/** KEYS vault · ARGV generation → 1 when the tokens of that generation are now marked dead. */
export const markDead = script(`
  if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
  if redis.call('HGET', KEYS[1], 'state') ~= 'live' then return 0 end
  redis.call('HSET', KEYS[1], 'state', 'dead')
  return 1
`);

/** KEYS vault · ARGV sealed key, since → 1 when it is kept: a session that ends takes nothing more. */
export const keepScaleway = script(`
  if redis.call('HGET', KEYS[1], 'state') ~= 'live' then return 0 end
  redis.call('HSET', KEYS[1], 'scaleway', ARGV[1], 'scalewaySince', ARGV[2])
  return 1
`);

/** KEYS vault · ARGV field, sealed before, sealed now, …: only what still lies there is replaced. */
export const replaceSealed = script(`
  for i = 1, #ARGV, 3 do
    if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
      redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
    end
  end
`);

/** KEYS vault · ARGV now, reason, caller → the session's key hash when this call ended it, else nil. */
export const flipToEnding = script(`
  local state = redis.call('HGET', KEYS[1], 'state')
  local isOurs = state == 'ending' and redis.call('HGET', KEYS[1], 'endedBy') == ARGV[3]
  if state ~= 'live' and state ~= 'dead' and not isOurs then return nil end
  redis.call('HSET', KEYS[1], 'state', 'ending', 'endedAt', ARGV[1], 'endReason', ARGV[2], 'endedBy', ARGV[3])
  redis.call('HDEL', KEYS[1], 'scaleway', 'scalewaySince')
  return redis.call('HGET', KEYS[1], 'sidHash')
`);

/** KEYS vault · ARGV generation → 1 when the record is gone; 0 when a refresh has brought newer tokens. */
export const forgetGeneration = script(`
  local generation = redis.call('HGET', KEYS[1], 'generation')
  if generation and generation ~= ARGV[1] then return 0 end
  redis.call('DEL', KEYS[1])
  return 1
`);

/** KEYS vault · ARGV field, value: a late note must not re-create a vault that is gone. */
export const noteIfPresent = script(`
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  return 1
`);

/** KEYS lock · ARGV owner, lease in ms → 1 when the lease is ours for so long: taken, or taken again. */
export const takeLease = script(`
  local holder = redis.call('GET', KEYS[1])
  if holder and holder ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
`);

/** KEYS lock · ARGV owner. */
export const releaseLease = script(`
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0
`);
