import type { EndSession } from '../session/end.ts';
import type { People } from '../session/people.ts';
import type { SessionRegistry } from '../session/registry.ts';
import type { Policy } from './policy.ts';
import type { AuditContext, AuditRecorder } from './record.ts';

export interface BlockingDeps {
  readonly audit: AuditRecorder;
  readonly people: People;
  readonly registry: SessionRegistry;
  readonly endSession: EndSession;
  readonly policy: Policy;
}

export interface BlockOrder {
  readonly by: string;
  readonly person: string;
  readonly reason: string;
  readonly context: AuditContext;
}

export type Blocking = ReturnType<typeof createBlocking>;

/** Keeps a leaver out until an admin lets them in again. Recorded first, then done. */
export function createBlocking({ audit, people, registry, endSession, policy }: BlockingDeps) {
  return {
    /** From the next request on nobody is signed in under this name, on any replica. */
    async block({ by, person, reason, context }: BlockOrder): Promise<void> {
      await audit.record({ type: 'person.blocked', username: by, person, reason }, context);
      await people.block(person, reason);
      await people.raiseEpoch(person);
      const sessions = await registry.sessionsOf(person);
      await Promise.all(sessions.map(async (id) => await endSession(id, 'ended-by-admin')));
    },

    async unblock({ by, person, reason, context }: BlockOrder): Promise<void> {
      await audit.record({ type: 'person.unblocked', username: by, person, reason }, context);
      await people.unblock(person);
    },

    /** Why this admin cannot block this person, or null. Somebody must stay who can undo it. */
    async refusalOf(admin: string, person: string): Promise<string | null> {
      if (person.toLowerCase() === admin.toLowerCase()) return 'You cannot block yourself';
      if (!policy.isAdmin(person)) return null;
      const others = policy.admins().filter((name) => name !== person.toLowerCase());
      const blocked = await Promise.all(
        others.map(async (name) => await people.blockedReason(name)),
      );
      return blocked.includes(null) ? null : 'This is the last administrator who is not blocked';
    },
  };
}
