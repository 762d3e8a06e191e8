import { currentRequest, type CurrentRequest } from '../current-request.ts';
import type { Logger } from '../logger.ts';
import type { Observer } from '../observer.ts';

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
    }
  | {
      type: 'pat.created';
      username: string;
      outcome: PatOutcome;
      /** Known once Linode has answered; the scopes and the expiry are then what it granted. */
      id?: number;
      label: string;
      scopes: string;
      expiry: string;
    }
  | {
      type: 'scaleway.connected' | 'scaleway.disconnected';
      username: string;
      session: string;
    }
  | { type: 'pat.renamed'; username: string; id: number; before: string; label: string }
  | {
      type: 'pat.revoked' | 'app.revoked';
      username: string;
      outcome: OwnRevocationOutcome;
      id: number;
      label: string;
      scopes: string;
    }
  | {
      type: 'revocation.begun';
      username: string;
      revocation: string;
      reason: string;
      targets: readonly AuditTarget[];
    }
  | {
      type: 'revocation.item';
      username: string;
      owner: string;
      kind: string;
      target: string;
      label: string;
      outcome: string;
    }
  | {
      type: 'person.blocked' | 'person.unblocked';
      username: string;
      person: string;
      reason: string;
    }
  | { type: 'audit.viewed' | 'audit.exported'; username: string; path: string }
  | { type: 'policy.loaded'; hash: string }
  | { type: 'refusals.counted'; count: number };

export type AuditTarget = Readonly<Record<'kind' | 'owner' | 'id' | 'label', string>>;

export type PatOutcome = 'sent' | 'accepted' | 'refused' | 'unknown';

/** `confirmed`: Linode no longer lists it. `listed`: it still does. */
export type OwnRevocationOutcome = 'sent' | 'confirmed' | 'listed' | 'unproved' | 'refused';

export type CreateOutcome = 'sent' | 'accepted' | 'refused' | 'unknown' | 'not-found';

/** Where an event came from. */
export type AuditContext = CurrentRequest;

export interface AuditRecorder {
  /**
   * @param context when not given: the request that the event happens in, if it happens in one
   * @throws when the event cannot be recorded: the act it belongs to must then not happen
   */
  record(event: AuditEvent, context?: AuditContext): Promise<void>;
}

/** What the log needs of the chain. */
export interface AuditSink {
  add(event: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface AuditRecorderDeps {
  readonly logger: Logger;
  readonly chain: AuditSink;
  readonly observer: Pick<Observer, 'auditWrite'>;
}

const COUNTED_MS = 60_000;

/**
 * Audit events as JSON lines in the process's log, each marked `audit`, and as entries of the chain.
 *
 * Refusals of strangers are lines in full and only numbers in the chain: nobody without a session can
 * make it grow. What must not happen unrecorded fails when the chain cannot be written.
 */
export function createAuditRecorder({
  logger,
  chain,
  observer,
}: AuditRecorderDeps): AuditRecorder & { close(): Promise<void> } {
  const lines = logger.child({ audit: true });
  const unwritten = new Set<Promise<void>>();
  let refusals = 0;
  const counting = setInterval(() => void countRefusals(), COUNTED_MS);
  counting.unref();

  async function countRefusals(): Promise<void> {
    const count = refusals;
    refusals = 0;
    if (count > 0) await add({ type: 'refusals.counted', count }).catch(complain);
  }

  async function add(entry: AuditEvent & Partial<AuditContext>): Promise<void> {
    const written = chain.add({ ...entry });
    unwritten.add(written);
    try {
      await written;
      observer.auditWrite('written');
    } catch (error) {
      observer.auditWrite('failed');
      throw error;
    } finally {
      unwritten.delete(written);
    }
  }

  function complain(error: unknown): void {
    lines.warn({ err: error }, 'audit: the chain was not written');
  }

  return {
    async record(event, context = currentRequest()) {
      lines.info({ ...event, ...context }, event.type);
      if (isOfStranger(event)) {
        refusals += 1;
        return;
      }
      const written = add({ ...event, ...context });
      await (mustBeRecorded(event) ? written : written.catch(complain));
    },
    /** Writes what waits to be written. */
    async close() {
      clearInterval(counting);
      await countRefusals();
      await Promise.allSettled(unwritten);
    },
  };
}

function isOfStranger(event: AuditEvent): boolean {
  return (
    !('username' in event) &&
    ['signin.started', 'signin.refused', 'request.refused'].includes(event.type)
  );
}

/** Design, decision 14: sign-in, create and revoke do not happen unrecorded. */
function mustBeRecorded(event: AuditEvent): boolean {
  const isSentFirst = ['linode.create', 'pat.created', 'pat.revoked', 'app.revoked'];
  if ('outcome' in event && isSentFirst.includes(event.type)) return event.outcome === 'sent';
  return ['signin.succeeded', 'revocation.begun', 'person.blocked', 'person.unblocked'].includes(
    event.type,
  );
}
