import type { Logger } from '../logger.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import type { Chain } from './chain.ts';
import type { HeadSigner } from './signing.ts';

const PERIOD_MS = 60_000;
const KEPT_MS = 400 * 24 * 3_600_000;

export interface KeepingDeps {
  readonly redis: RedisConnection;
  readonly chain: Chain;
  readonly sign: HeadSigner;
  readonly logger: Logger;
}

/**
 * Keeps the log: writes its signed head to the JSON lines, where nobody who can write to Redis can
 * change it, and lets go of what is older than 400 days behind a signed anchor.
 */
export function createKeeping({ redis, chain, sign, logger }: KeepingDeps) {
  const lines = logger.child({ audit: true });
  let told = '';

  async function tellHead(): Promise<void> {
    const head = await chain.head();
    if (head.hash === told) return;
    told = head.hash;
    lines.info({ type: 'log.head', ...sign(head) }, 'log.head');
  }

  const keep = () => {
    Promise.all([tellHead(), trim(Date.now() - KEPT_MS)]).catch((error: unknown) => {
      logger.warn({ err: error }, 'audit: the log was not looked after this time');
    });
  };

  /** The newest entry always stays: the chain goes on from it. */
  async function trim(before: number): Promise<void> {
    const [oldest] = await chain.oldest(1);
    if (oldest === undefined || Date.parse(oldest.body.at) >= before) return;
    const [last] = await chain.newest(1);
    const [first] = await chain.oldest(1, `${before}-0`);
    const start = first ?? last;
    if (start === undefined) return;
    const anchor = sign({ seq: start.body.seq - 1, hash: start.prev });
    await redis.set(keys.auditAnchor, JSON.stringify(anchor));
    await redis.xtrim(keys.audit, 'MINID', start.cursor);
    lines.info({ type: 'log.trimmed', ...anchor }, 'log.trimmed');
  }

  let timer: NodeJS.Timeout | null = null;
  return {
    start(): void {
      timer = setInterval(keep, PERIOD_MS);
      timer.unref();
    },
    trim,
    async stop(): Promise<void> {
      if (timer !== null) clearInterval(timer);
      await tellHead().catch(() => null);
    },
  };
}
