import { Router } from 'express';
import { paths } from '../paths.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';

const ANSWER_MS = 200;
const REMEMBERED_MS = 1000;

/** Whether Redis answers in time; whoever asks within a second of the last look is told of that one. */
export function createIsReady(redis: RedisConnection): () => Promise<boolean> {
  let checkedAt = 0;
  let lastAnswer: Promise<boolean> = Promise.resolve(false);

  return async () => {
    if (Date.now() - checkedAt >= REMEMBERED_MS) {
      checkedAt = Date.now();
      lastAnswer = answersInTime(redis);
    }
    return await lastAnswer;
  };
}

export interface HealthDeps {
  readonly isReady: () => Promise<boolean>;
  readonly isDraining: () => boolean;
}

/**
 * `/healthz` speaks of this process alone, so that nothing restarts it for a fault of Redis;
 * `/readyz` says whether it can serve people now.
 */
export function createHealth({ isReady, isDraining }: HealthDeps): Router {
  const router = Router();
  router.get(paths.health.pattern, (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get(paths.ready.pattern, async (_req, res) => {
    if (isDraining()) return void res.status(503).json({ status: 'draining' });
    const ready = await isReady();
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'redis does not answer' });
  });
  return router;
}

async function answersInTime(redis: RedisConnection): Promise<boolean> {
  try {
    const tooLate = AbortSignal.timeout(ANSWER_MS);
    return await Promise.race([
      // A command with a key: a node of a cluster that has lost slots still answers a PING.
      redis.exists(keys.sessions).then(() => true),
      new Promise<boolean>((resolve) => {
        tooLate.addEventListener('abort', () => resolve(false), { once: true });
      }),
    ]);
  } catch {
    // Away: that is the answer.
    return false;
  }
}
