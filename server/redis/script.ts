import type { RedisConnection } from './connection.ts';

export type ScriptReply = string | number | null | readonly ScriptReply[];

/**
 * A Lua script as a function of keys and arguments. All its keys must share one hash tag.
 *
 * Sent whole each time: the scripts are a few hundred bytes, and a restarted or failed-over
 * Redis then needs no reloading.
 */
export function script(lua: string) {
  return async (
    redis: RedisConnection,
    keyNames: readonly string[],
    args: readonly (string | number)[] = [],
  ): Promise<ScriptReply> => {
    // ioredis types every script's reply as unknown; Lua can only return these.
    return (await redis.eval(lua, keyNames.length, ...keyNames, ...args)) as ScriptReply;
  };
}
