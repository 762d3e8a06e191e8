import type { AuditRecorder } from '../audit/record.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { createLinodeWatch } from './linode-watch.ts';
import { createProgress } from './progress.ts';
import { createRequests } from './requests.ts';
import { createSend } from './send.ts';

export type Provisioning = ReturnType<typeof createProvisioning>;

/** Creating Linodes: drafts, the one sending, and what becomes of it. */
export function createProvisioning(redis: RedisConnection, audit: AuditRecorder) {
  const requests = createRequests(redis);
  const watch = createLinodeWatch(redis);
  return {
    requests,
    watch,
    send: createSend({ requests, audit }),
    progressOf: createProgress({ requests, watch, audit }),
  };
}
