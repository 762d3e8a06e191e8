import type { AuditContext, AuditRecorder, CreateOutcome } from '../audit/record.ts';
import {
  InvalidToken,
  isDefiniteRefusal,
  LinodeError,
  MissingScope,
  type LinodeProblem,
} from '../linode/errors.ts';
import { createLinode, findLinodeByLabel, type Linode } from '../linode/instances.ts';
import { isStoreError } from '../redis/errors.ts';
import type { Visitor } from '../session/visitor.ts';
import { toNewLinode } from './answers.ts';
import type { RequestRecord } from './request-record.ts';
import type { Requests } from './requests.ts';

/** `settled`: look at the record. `refused`: Linode said no, and why. */
export type SendOutcome =
  | { readonly outcome: 'settled' }
  | { readonly outcome: 'refused'; readonly problems: readonly LinodeProblem[] };

export interface SendDeps {
  readonly requests: Requests;
  readonly audit: AuditRecorder;
}

export interface SendOptions {
  /** Empty when keys alone are to let people in. Goes straight to Linode and is kept nowhere. */
  readonly rootPassword: string;
  readonly context: AuditContext;
}

const labelTaken = { field: 'label', reason: 'Another Linode of this account has this label' };

/**
 * Sends a create to Linode at most once, however often its form arrives.
 *
 * One caller wins the record; everybody else is shown what became of it. Until the call leaves, every
 * failure puts the draft back; from then on only a definite answer of Linode says that nothing was
 * bought (design, decision 9).
 */
export function createSend({ requests, audit }: SendDeps) {
  return async (
    visitor: Pick<Visitor, 'username' | 'linode'>,
    record: RequestRecord,
    options: SendOptions,
  ): Promise<SendOutcome> => {
    const { id } = record;
    const sentAt = Date.now();
    if (!(await requests.win(visitor.username, record))) return { outcome: 'settled' };

    const note = async (outcome: CreateOutcome, linode?: number) => {
      const event = { type: 'linode.create', username: visitor.username, request: id } as const;
      const label = record.answers.label;
      const facts = linode === undefined ? { outcome, label } : { outcome, label, linode };
      await audit.record({ ...event, ...facts }, options.context);
    };

    const backToDraft = async (error: unknown): Promise<never> => {
      await requests.move(id, ['sent'], { state: 'draft', sentAt: 0 });
      throw error;
    };

    const refused = async (problems: readonly LinodeProblem[]): Promise<SendOutcome> => {
      const problem = problems.map(({ reason }) => reason).join(' ');
      await requests.settle(record, { sentAt, state: 'refused', problem, endedAt: Date.now() });
      await note('refused');
      return { outcome: 'refused', problems };
    };

    const sendNow = async (): Promise<SendOutcome> => {
      try {
        const made = await createLinode(visitor.linode, toBody(record, options.rootPassword));
        await requests.settle(record, { sentAt, ...acceptedFields(made) });
        await requests.noteProvenance(made.id, id);
        await note('accepted', made.id);
      } catch (error) {
        if (error instanceof InvalidToken || error instanceof MissingScope)
          return await backToDraft(error);
        if (isDefiniteRefusal(error)) return await refused(error.problems);
        if (!(error instanceof LinodeError)) throw error;
        await requests.settle(record, { sentAt, state: 'unknown' });
        await note('unknown');
      }
      return { outcome: 'settled' };
    };

    const taken = await findLinodeByLabel(visitor.linode, record.answers.label).catch(backToDraft);
    if (taken !== null) return await refused([labelTaken]);
    await note('sent').catch(backToDraft);
    return await sendNow().catch(settledUnlessBug);
  };
}

/** The call is out, whatever the store says then: the request's page finds what became of it. */
function settledUnlessBug(error: unknown): SendOutcome {
  if (!isStoreError(error)) throw error;
  return { outcome: 'settled' };
}

export function acceptedFields(made: Linode) {
  return {
    state: 'accepted' as const,
    acceptedAt: Date.now(),
    endedAt: 0,
    problem: '',
    linodeId: made.id,
    ipv4: made.ipv4[0] ?? '',
    status: made.status,
  };
}

function toBody({ answers }: RequestRecord, rootPassword: string) {
  const body = toNewLinode(answers);
  return rootPassword === '' ? body : { ...body, root_pass: rootPassword };
}
