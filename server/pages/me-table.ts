import type { CsvRow, CsvTable } from '../http/csv.ts';
import { listApps } from '../linode/apps.ts';
import { listDevices } from '../linode/devices.ts';
import { listOwnLogins } from '../linode/logins.ts';
import { isNever, listTokens } from '../linode/tokens.ts';
import type { Visitor } from '../session/visitor.ts';
import { browserInWords } from './browser-words.ts';
import type { PageDeps } from './page-deps.ts';

const columns = ['kind', 'id', 'label', 'scopes', 'created', 'last_used', 'expires', 'address'];

/** Everything that acts in one's name, as one table. @throws {LinodeError} when a list is missing */
export async function myAccessTable(
  { ownSessions }: PageDeps,
  visitor: Visitor,
): Promise<CsvTable> {
  const { linode } = visitor;
  const [sessions, tokens, apps, devices, logins] = await Promise.all([
    ownSessions.listOf(visitor),
    listTokens(linode),
    listApps(linode),
    listDevices(linode),
    listOwnLogins(linode),
  ]);
  const rows = [
    ...sessions.map(({ id, startedAt, lastUse }) => ({
      kind: 'session',
      id,
      label: browserInWords(lastUse?.agent ?? ''),
      created: new Date(startedAt).toISOString(),
      last_used: lastUse === null ? '' : new Date(lastUse.lastUsedAt).toISOString(),
      address: lastUse?.address ?? '',
    })),
    ...scalewayKey(visitor),
    ...tokens.map(({ id, label, scopes, created, expiry }) => ({
      kind: 'token',
      id,
      label,
      scopes,
      created,
      expires: isNever(expiry) ? 'never' : expiry,
    })),
    ...apps.map(({ id, label, scopes, created, expiry }) => ({
      kind: 'app',
      id,
      label,
      scopes,
      created,
      expires: isNever(expiry) ? 'never' : expiry,
    })),
    ...devices.map((device) => ({
      kind: 'trusted browser',
      label: browserInWords(device.user_agent),
      created: device.created,
      last_used: device.last_authenticated,
      expires: device.expiry,
      address: device.last_remote_addr,
    })),
    ...logins.map(({ datetime, ip, status }) => ({
      kind: 'sign-in',
      label: status,
      created: datetime,
      address: ip,
    })),
  ];
  return { name: 'my-access', columns, rows: rows.map(toWhole) };
}

function scalewayKey({ scalewaySince }: Visitor): CsvRow[] {
  if (scalewaySince === null) return [];
  const created = new Date(scalewaySince).toISOString();
  return [{ kind: 'scaleway key', label: 'Scaleway', created }];
}

/** What a kind does not have is empty. */
function toWhole(row: CsvRow): CsvRow {
  return Object.fromEntries(columns.map((name) => [name, row[name] ?? '']));
}
