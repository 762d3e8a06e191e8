import type { Request, Response } from 'express';
import { revokePage, type RevokeProps } from '../../views/me-revoke.ts';
import type { FormErrors } from '../../views/components/error-summary.ts';
import type { AuditContext } from '../audit/record.ts';
import type { Snapshot } from '../audit/snapshot.ts';
import { sendPage } from '../http/answer.ts';
import { InvalidToken, LinodeError, LinodeRefused, LinodeUnavailable } from '../linode/errors.ts';
import type { Visitor } from '../session/visitor.ts';
import type { PageDeps } from './page-deps.ts';

/** A token or an app of one's own, and how Linode is asked about it. */
export interface Revocable {
  readonly kind: 'pat' | 'app';
  readonly id: number;
  readonly label: string;
  readonly scopes: string;
  /** Asks Linode to end it. */
  remove(): Promise<void>;
  /** Reads Linode's list. */
  isListed(): Promise<boolean>;
}

/** `own`: it was the access of this very session. */
export type Revoked = 'confirmed' | 'listed' | 'unproved' | 'own';

/**
 * Ends a credential at Linode and reads the list back as proof. Recorded before, or not done.
 *
 * @throws {LinodeError} when Linode refused, or did not answer and still lists it
 */
export async function revokeOwn(
  deps: PageDeps,
  { visitor, context }: { visitor: Visitor; context: AuditContext },
  target: Revocable,
): Promise<Revoked> {
  const { audit, inventory, wishes } = deps;
  const { username } = visitor;
  const { kind, id, label, scopes } = target;
  const note = async (outcome: 'sent' | 'refused' | Exclude<Revoked, 'own'>) =>
    await audit.record({ type: `${kind}.revoked`, username, outcome, id, label, scopes }, context);

  await rememberBefore(deps, visitor, target);
  await note('sent');
  const lost = await remove(target).catch(async (error: unknown) => {
    await note('refused');
    throw error;
  });
  const outcome = await proof(target);
  if (lost !== null && outcome !== 'confirmed' && outcome !== 'own') {
    await note(outcome);
    throw withOutcome(lost, outcome);
  }
  await note(outcome === 'own' ? 'confirmed' : outcome);
  if (outcome === 'listed') return outcome;
  await wishes.fulfil(username, { kind, id: String(id) });
  const after = outcome === 'own' ? null : await lookAgain(deps, visitor);
  const isProved = outcome !== 'unproved' || (after !== null && !isHeld(after, target));
  if (isProved) await inventory.noteRevoked(username, { kind, id });
  return outcome;
}

/** What was never seen could not be missed: the record must hold it before it goes. */
async function rememberBefore(deps: PageDeps, visitor: Visitor, target: Revocable): Promise<void> {
  const before = await deps.inventory.read(visitor.username);
  if (before === null || !isHeld(before, target)) await lookAgain(deps, visitor);
}

function isHeld({ tokens }: Snapshot, { kind, id }: Revocable): boolean {
  return tokens.some((token) => token.kind === kind && token.id === id);
}

/** @returns null when Linode did not tell. */
async function lookAgain(
  { inventory, logger }: PageDeps,
  visitor: Visitor,
): Promise<Snapshot | null> {
  try {
    return await inventory.look(visitor);
  } catch (error) {
    logger.info({ err: error }, 'inventory: not looked at around a revocation');
    return null;
  }
}

/** @returns null when Linode answered; else what became of the answer. */
async function remove(target: Revocable): Promise<LinodeUnavailable | null> {
  try {
    await target.remove();
    return null;
  } catch (error) {
    // Somebody was faster: what was asked for is so.
    if (error instanceof LinodeRefused && error.status === 404) return null;
    if (error instanceof LinodeUnavailable) return error;
    throw error;
  }
}

/** Whoever reads that Linode did not answer wants to know what that means for the token. */
function withOutcome(lost: LinodeUnavailable, outcome: 'listed' | 'unproved'): LinodeUnavailable {
  if (!lost.wasSent) return lost;
  const problem = { reason: words[outcome], field: null };
  const { status, problems, retryAfterSeconds } = lost;
  return new LinodeUnavailable(status, [...problems, problem], { cause: lost, retryAfterSeconds });
}

const words = {
  listed: 'It is still in Linode’s list, so it was not revoked.',
  unproved:
    'Linode’s list could not be read either, so it may be revoked or not: look there again.',
};

async function proof(target: Revocable): Promise<Revoked> {
  try {
    return (await target.isListed()) ? 'listed' : 'confirmed';
  } catch (error) {
    if (error instanceof InvalidToken) return 'own';
    if (error instanceof LinodeError) return 'unproved';
    throw error;
  }
}

interface Shown {
  readonly req: Request;
  readonly res: Response;
  readonly props: Omit<RevokeProps, 'errors'>;
  readonly errors?: FormErrors;
}

export function showRevoke(deps: PageDeps, { req, res, props, errors = [] }: Shown): void {
  const isAgain = errors.length > 0 || props.notice !== undefined;
  sendPage(res, revokePage(deps.chromeOf(req, res), { ...props, errors }), isAgain ? 422 : 200);
}

/** The answer to "Revoke this?"; what is neither Yes nor No is an error beside the question. */
export const unanswered: FormErrors = [
  { field: 'answer', text: 'Choose Yes to revoke it, or No to keep it' },
];
