import type { Logger } from '../logger.ts';

/** Everything that is remembered, by type. Sessions are named by their vault id, never by their key. */
export type AuditEvent =
  | { type: 'signin.started'; need?: string }
  | {
      type: 'signin.succeeded';
      username: string;
      session: string;
      account: string | null;
      scopes: readonly string[];
    }
  | { type: 'signin.refused'; username?: string; reason: string }
  | { type: 'session.ended'; username: string; session: string; reason: string }
  | {
      type: 'token.refreshed';
      username: string;
      session: string;
      outcome: 'refreshed' | 'refused' | 'unavailable';
    }
  | { type: 'token.revoked'; username: string; session: string; outcome: 'confirmed' | 'failed' }
  | { type: 'request.refused'; username?: string; reason: string; path: string }
  | {
      type: 'linode.create';
      username: string;
      request: string;
      outcome: CreateOutcome;
      linode?: number;
      label: string;
    }
  | {
      type: 'linode.power';
      username: string;
      linode: number;
      action: string;
      outcome: 'accepted' | 'refused';
    };

export type CreateOutcome = 'sent' | 'accepted' | 'refused' | 'unknown' | 'not-found';

/** Where an event came from; absent for what the portal does by itself. */
export interface AuditContext {
  readonly requestId: string;
  readonly address: string;
}

export interface AuditRecorder {
  /** @throws when the event cannot be recorded: the act it belongs to must then not happen. */
  record(event: AuditEvent, context?: AuditContext): Promise<void>;
}

/** Audit events as JSON lines in the process's log, each marked `audit`. */
export function createAuditRecorder(logger: Logger): AuditRecorder {
  const lines = logger.child({ audit: true });
  return {
    // A promise already: the hash chain that joins these lines has to wait for its store.
    async record(event, context) {
      lines.info({ ...event, ...context }, event.type);
      await Promise.resolve();
    },
  };
}
