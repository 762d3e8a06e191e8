import { createHash, createHmac } from 'node:crypto';
import { isSameText } from '../same-text.ts';

/** `valid`: this session's own form. `outdated`: a form of this person's earlier session. */
export type ProofOutcome =
  | { readonly outcome: 'valid' }
  | { readonly outcome: 'outdated'; readonly username: string }
  | { readonly outcome: 'forged' };

export interface FormOwner {
  readonly sidHash: string;
  readonly username: string;
}

export type FormProofs = ReturnType<typeof createFormProofs>;

/**
 * Proof that a form came from a page of ours: an HMAC over session, person and the path it posts to.
 * Derived, never stored, so that two tabs cannot spoil each other's forms. The session's part is
 * readable in it: that is how a form outliving its session is told from a forged one.
 */
export function createFormProofs(sessionSecrets: readonly string[]) {
  const hmacKeys = sessionSecrets.map((secret) =>
    createHash('sha256').update(`form-proof|${secret}`).digest(),
  );
  const [first] = hmacKeys;
  if (first === undefined) throw new TypeError('Form proofs need a session secret.');

  return {
    make({ sidHash, username }: FormOwner, path: string): string {
      const part = sessionPart(first, sidHash);
      const name = Buffer.from(username).toString('base64url');
      return `${part}.${name}.${sign(first, `${part}|${username}|${path}`)}`;
    },

    check(proof: unknown, path: string, owner: FormOwner | null): ProofOutcome {
      const [part, name, mac] = typeof proof === 'string' ? proof.split('.') : [];
      if (!part || !name || !mac) return { outcome: 'forged' };
      const username = Buffer.from(name, 'base64url').toString();
      const isOurs = hmacKeys.some((key) =>
        isSameText(mac, sign(key, `${part}|${username}|${path}`)),
      );
      if (!isOurs) return { outcome: 'forged' };
      if (owner === null) return { outcome: 'outdated', username };
      if (owner.username !== username) return { outcome: 'forged' };
      const isThisSession = hmacKeys.some((key) =>
        isSameText(part, sessionPart(key, owner.sidHash)),
      );
      return isThisSession ? { outcome: 'valid' } : { outcome: 'outdated', username };
    },
  };
}

function sessionPart(key: Buffer, sidHash: string): string {
  return sign(key, `session|${sidHash}`).slice(0, 22);
}

function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
