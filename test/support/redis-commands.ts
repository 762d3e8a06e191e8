import type { Command } from 'ioredis';
import type { RedisConnection } from '../../server/redis/connection.ts';

/** A command that a portal sent to Redis. */
export interface SentCommand {
  readonly name: string;
  /** Its first argument: most often the key. */
  readonly on: string;
  /** 1 for what was sent before anything was answered, 2 for what waited for that, and so on. */
  readonly wait: number;
}

/** Notes every command from now on; `take` gives those since it was last called. */
export function noteCommands(redis: RedisConnection): { take(): readonly SentCommand[] } {
  let sent: SentCommand[] = [];
  let answered = 0;
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command: Command, ...rest: []) => {
    const noted = { name: command.name, on: String(command.args[0]), wait: answered + 1 };
    sent.push(noted);
    const settle = () => (answered = Math.max(answered, noted.wait));
    // ioredis types it as unknown; it settles with the answer.
    void (command.promise as Promise<unknown>).then(settle, settle);
    return send(command, ...rest);
  };
  return {
    take() {
      const taken = sent;
      [sent, answered] = [[], 0];
      return taken;
    },
  };
}
