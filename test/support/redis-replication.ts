import type { Redis } from 'ioredis';
import { until } from './until.ts';

/**
 * Waits until every replica of this master has what the master has now, and at least one follows.
 * Redis replicates after it has answered: what nobody has copied yet goes with a master that is lost.
 */
export async function untilCopied(master: Redis): Promise<void> {
  const written = numberAfter('master_repl_offset:', await master.info('replication'));
  await until('the replicas have copied everything', async () => {
    const lines = (await master.info('replication')).split('\r\n');
    const replicas = lines.filter((line) => /^slave\d+:/.test(line));
    const copied = replicas.filter(
      (line) => line.includes('state=online') && numberAfter('offset=', line) >= written,
    );
    return replicas.length > 0 && copied.length === replicas.length;
  });
}

function numberAfter(name: string, text: string): number {
  return Number(text.slice(text.indexOf(name) + name.length).match(/^\d+/)?.[0]);
}
