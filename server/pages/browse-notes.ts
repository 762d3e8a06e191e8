import type { BrowseNote, BrowseProps } from '../../views/browse.ts';
import { time } from '../../views/components/time.ts';
import type { ListAnswer } from '../browse/list.ts';
import type { Wish } from '../browse/query.ts';
import { linkFor, toProblem } from '../http/problem.ts';
import type { LinodeError } from '../linode/errors.ts';
import type { BrowseRequest } from './browse-request.ts';

/** Why there is no list, and what can be done about it. */
export function toTrouble(
  { req, collection }: BrowseRequest,
  error: LinodeError,
): Pick<BrowseProps, 'problem'> {
  const problem = toProblem(error);
  const link = linkFor({ retryAfterSeconds: 1, ...problem }, req.originalUrl);
  const { title, scope } = collection;
  const isScope = problem.need !== undefined;
  const text = isScope
    ? `${title} need the scope ${scope}. You have not allowed Quayside that so far: it asks for more access only where a page needs it.`
    : [problem.text, problem.remedy].filter(Boolean).join(' ');
  return { problem: { title: `${title} cannot be shown`, text, link } };
}

/** What stands above a list: how old it is, what is missing, and what the portal did by itself. */
export function notesOf(
  request: BrowseRequest,
  list: ListAnswer,
  wish: Wish,
): readonly BrowseNote[] {
  return [...ageOf(list), ...ownPart(request, list), ...lookedAt(list, wish)];
}

const FRESH_MS = 11 * 60_000;

function ageOf({ asOf }: ListAnswer): readonly BrowseNote[] {
  if (asOf === undefined) return [];
  const minutes = Math.floor((Date.now() - asOf) / 60_000);
  const at = plainTime(asOf);
  if (Date.now() - asOf < FRESH_MS) return [{ text: `As Linode told at ${at}.` }];
  const age = minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
  return [{ text: `As Linode told at ${at}, ${age} ago; Linode has not given a newer one yet.` }];
}

function ownPart(request: BrowseRequest, { missing: error }: ListAnswer): readonly BrowseNote[] {
  if (error === undefined) return [];
  const { problem } = toTrouble(request, error as LinodeError); // list.ts lets nothing else through
  if (problem === undefined) return [];
  return [{ text: `What is your own is missing here. ${problem.text}`, link: problem.link }];
}

/** What the portal filtered by itself, and of how many rows. */
export function lookedAt(
  { looked, results }: ListAnswer,
  { ownColumns }: Wish,
): readonly BrowseNote[] {
  if (looked === undefined) return [];
  const by = ownColumns.length > 0 ? `Linode cannot filter by ${ownColumns.join(' and ')}. ` : '';
  const amount = looked.at.toLocaleString('en-US');
  const isWhole = looked.at >= looked.of;
  // That it also puts them in order is nothing to tell.
  if (isWhole && by === '') return [];
  const extent = isWhole
    ? `all ${amount}`
    : `the first ${amount} of ${looked.of.toLocaleString('en-US')}`;
  const rest = isWhole ? '' : ' Narrow it down, or export it: a file is made from all of them.';
  return [
    {
      text: `${by}Quayside looked at ${extent} and found ${results.toLocaleString('en-US')}.${rest}`,
    },
  ];
}

function plainTime(ms: number): string {
  return String(time(new Date(ms).toISOString())).replaceAll(/<[^>]*>/g, '');
}
