import { z } from 'zod';
import { answersShape, noAnswers, type Answers } from './answers.ts';

/**
 * A create is a request: one record from the first draft to a running Linode.
 *
 * draft → sent → accepted → running; or refused (Linode said no), unknown (Linode said nothing we
 * could rely on), not-found (unknown, and ten minutes later still nowhere to be seen).
 */
export type RequestState = z.infer<typeof state>;
export type RequestRecord = z.infer<typeof record>;

const state = z.enum(['draft', 'sent', 'accepted', 'running', 'refused', 'unknown', 'not-found']);

/** Epoch milliseconds; 0 for what has not happened. */
const time = z.coerce.number().default(0);

const record = z.object({
  id: z.string(),
  owner: z.string(),
  state,
  answers: z.string().transform(readAnswers),
  draftedAt: time,
  sentAt: time,
  acceptedAt: time,
  bootingAt: time,
  runningAt: time,
  endedAt: time,
  linodeId: z.coerce.number().default(0),
  ipv4: z.string().default(''),
  status: z.string().default(''),
  problem: z.string().default(''),
});

/** @returns null for no record, or for one that this version cannot read. */
export function readRequestRecord(
  id: string,
  hash: Readonly<Record<string, string>>,
): RequestRecord | null {
  const parsed = record.safeParse({ ...hash, id });
  return parsed.success ? parsed.data : null;
}

export function isFinal({ state }: RequestRecord): boolean {
  return ['running', 'refused', 'not-found'].includes(state);
}

/** What is stored is input too: a draft that cannot be read is an empty one. */
function readAnswers(text: string): Answers {
  try {
    const parsed = answersShape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : noAnswers;
  } catch {
    return noAnswers;
  }
}
