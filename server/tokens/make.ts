import type { AuditContext, AuditRecorder, PatOutcome } from '../audit/record.ts';
import {
  InvalidToken,
  isDefiniteRefusal,
  LinodeError,
  MissingScope,
  type LinodeProblem,
} from '../linode/errors.ts';
import { createToken, listTokens, type PersonalAccessToken } from '../linode/tokens.ts';
import type { Visitor } from '../session/visitor.ts';
import { toNewToken } from './answers.ts';
import type { TokenDraft, TokenDrafts } from './drafts.ts';
import type { Reveals } from './reveals.ts';

/** `settled`: look at the draft. `refused`: Linode said no, and why. */
export type MakeOutcome =
  | { readonly outcome: 'settled' }
  | { readonly outcome: 'refused'; readonly problems: readonly LinodeProblem[] };

export interface MakeDeps {
  readonly drafts: TokenDrafts;
  readonly reveals: Reveals;
  readonly audit: AuditRecorder;
}

/**
 * Has Linode make a token, at most once for each form, however often that form arrives.
 *
 * Until the call leaves, every failure makes it a draft again; from then on only a definite answer
 * says that there is no token.
 */
export function createMake({ drafts, reveals, audit }: MakeDeps) {
  return async (
    visitor: Visitor,
    draft: TokenDraft,
    context: AuditContext,
  ): Promise<MakeOutcome> => {
    const { id, answers } = draft;
    const { username, linode, session } = visitor;
    if (!(await drafts.win(username, draft))) return { outcome: 'settled' };

    const body = toNewToken(answers);
    const note = async (outcome: PatOutcome, made?: PersonalAccessToken) => {
      const { label, scopes, expiry } = made ?? body;
      const facts = { label, scopes, expiry: expiry ?? '' };
      const event = { type: 'pat.created', username, outcome, ...facts } as const;
      await audit.record(made === undefined ? event : { ...event, id: made.id }, context);
    };
    const backToDraft = async (error: unknown): Promise<never> => {
      await drafts.settle(id, { state: 'draft' });
      throw error;
    };

    const failed = async (error: unknown): Promise<MakeOutcome> => {
      if (error instanceof InvalidToken || error instanceof MissingScope)
        return await backToDraft(error);
      if (isDefiniteRefusal(error)) {
        await drafts.settle(id, { state: 'draft' });
        await note('refused');
        return { outcome: 'refused', problems: error.problems };
      }
      await drafts.settle(id, { state: 'unknown' });
      await note('unknown');
      if (!(error instanceof LinodeError)) throw error;
      return { outcome: 'settled' };
    };

    const before = await listTokens(linode).catch(backToDraft);
    const known = before.filter(({ label }) => label === answers.label).map((token) => token.id);
    await drafts.settle(id, { known: known.join(',') });
    await note('sent').catch(backToDraft);
    let made: Awaited<ReturnType<typeof createToken>>;
    try {
      made = await createToken(linode, body);
    } catch (error) {
      return await failed(error);
    }
    const { token, secret } = made;
    const { label, scopes, expiry } = token;
    await reveals.put(session, token.id, { secret, label, scopes, expiry });
    await drafts.settle(id, { state: 'made', tokenId: token.id });
    await note('accepted', token);
    return { outcome: 'settled' };
  };
}

/** Clocks may differ by this much. */
const CLOCK_MS = 120_000;

/** What a lost answer may have been about: tokens of this label that were not there before. */
export function madeMeanwhile(
  tokens: readonly PersonalAccessToken[],
  { answers, known, sentAt }: TokenDraft,
): readonly PersonalAccessToken[] {
  return tokens.filter(
    ({ id, label, created }) =>
      label === answers.label && !known.includes(id) && Date.parse(created) >= sentAt - CLOCK_MS,
  );
}
