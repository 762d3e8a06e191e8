import type { AuditUserProps } from '../../views/audit-user.ts';
import type { ChainEntry } from '../audit/chain-entry.ts';
import { listAccountEvents, listAccountLogins } from '../linode/account.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import type { Visitor } from '../session/visitor.ts';
import { describeEntry, personsIn } from './audit-words.ts';
import type { PageDeps } from './page-deps.ts';

type Row = AuditUserProps['timeline'][number];

const SCANNED = 2000;
const SHOWN = 100;

/** What happened around one person: the portal's log, Linode's events, Linode's logins, newest first. */
export async function timelineOf(
  { chain }: PageDeps,
  admin: Visitor,
  name: string,
): Promise<{ rows: readonly Row[]; note: string }> {
  const wanted = name.toLowerCase();
  const [entries, events, logins] = await Promise.all([
    chain.newest(SCANNED),
    told(listAccountEvents(admin.linode, 1)),
    told(listAccountLogins(admin.linode)),
  ]);
  const isTheirs = (username: string) => username.toLowerCase() === wanted;
  const rows = [
    ...entries.filter((entry) => personsIn(entry).some(isTheirs)).map(fromPortal),
    ...(events.data ?? []).filter(({ username }) => isTheirs(username)).map(fromEvent),
    ...(logins.data ?? []).filter(({ username }) => isTheirs(username)).map(fromLogin),
  ];
  const sorted = rows.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, SHOWN);
  const problems = [events.problem, logins.problem].filter((problem) => problem !== '');
  const note = `Linode keeps events and logins for 90 days. ${problems.join(' ')}`.trim();
  return { rows: sorted, note };
}

async function told<T>(question: Promise<T>): Promise<{ data: T | null; problem: string }> {
  try {
    return { data: await question, problem: '' };
  } catch (error) {
    if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
    return { data: null, problem: `Linode said: ${error.message}` };
  }
}

function fromPortal(entry: ChainEntry): Row {
  const { words, detail } = describeEntry(entry);
  return { at: entry.body.at, source: 'portal', words, detail };
}

function fromEvent(event: Awaited<ReturnType<typeof listAccountEvents>>[number]): Row {
  return {
    at: event.created,
    source: 'linode',
    words: event.action.replaceAll('_', ' '),
    detail: [event.entity?.label, event.status].filter(Boolean).join(', '),
  };
}

function fromLogin({
  datetime,
  ip,
  status,
}: Awaited<ReturnType<typeof listAccountLogins>>[number]): Row {
  const words = status === 'failed' ? 'Failed login at Linode' : 'Login at Linode';
  return { at: datetime, source: 'login', words, detail: ip };
}
