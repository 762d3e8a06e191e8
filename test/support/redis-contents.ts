import type { Redis } from 'ioredis';

/** Everything that lies in Redis, names and contents, as one text per key. */
export async function redisContents(client: Redis): Promise<readonly string[]> {
  const names = await client.keys('*');
  return await Promise.all(
    names.map(async (name) => `${name} ${JSON.stringify(await contentOf(client, name))}`),
  );
}

async function contentOf(client: Redis, name: string): Promise<unknown> {
  const type = await client.type(name);
  const readers: Record<string, () => Promise<unknown>> = {
    string: async () => await client.get(name),
    hash: async () => await client.hgetall(name),
    zset: async () => await client.zrange(name, 0, -1, 'WITHSCORES'),
    set: async () => await client.smembers(name),
    list: async () => await client.lrange(name, 0, -1),
    stream: async () => await client.xrange(name, '-', '+'),
    // It ended between the two commands.
    none: async () => await Promise.resolve(null),
  };
  const read = readers[type];
  if (read === undefined) throw new Error(`a key of type ${type} cannot be looked into`);
  return await read();
}
