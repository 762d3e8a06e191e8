import type { RedisConnection } from '../../server/redis/connection.ts';

/** So many files in a minute are more than one session may have: the count begins anew. */
export async function forgetExports(redis: Pick<RedisConnection, 'keys' | 'del'>): Promise<void> {
  const counts = await redis.keys('rate:exports:*');
  if (counts.length > 0) await redis.del(counts);
}
