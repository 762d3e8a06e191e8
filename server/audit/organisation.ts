import { z } from 'zod';
import {
  listAccountEvents,
  listOAuthClients,
  listUsers,
  type AccountEvent,
  type AccountUser,
  type OAuthClient,
} from '../linode/account.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { products, type Product } from '../linode/scopes.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import type { Visitor } from '../session/visitor.ts';

/** What an admin's own token told of the account: its people, its token events, its OAuth clients. */
export type Organisation = z.infer<typeof organisation>;

const person = z.object({
  username: z.string(),
  restricted: z.boolean(),
  hasTwoFactor: z.boolean().nullable(),
  passwordCreatedAt: z.string(),
  lastLoginAt: z.string(),
  keyCount: z.number(),
});

const tokenEvent = z.object({
  tokenId: z.number(),
  label: z.string(),
  username: z.string(),
  createdAt: z.string(),
});

const client = z.object({
  id: z.string(),
  label: z.string(),
  redirectUri: z.string(),
  isPublic: z.boolean(),
});

const organisation = z.object({
  takenAt: z.string(),
  takenBy: z.string(),
  /** Null: this admin's role or scopes did not allow it, for the reason in `problems`. */
  people: z.array(person).nullable(),
  tokenEvents: z.array(tokenEvent).nullable(),
  /** Products each person changed something in, by lower-cased username; null when events are unknown. */
  changed: z.record(z.string(), z.array(z.enum(products))).nullable(),
  clients: z.array(client).nullable(),
  /** The label of this portal's own OAuth client; empty when it is not known. */
  ownApp: z.string(),
  problems: z.array(z.string()),
});

const PERIOD_MS = 10 * 60_000;
const KEPT_MS = 400 * 24 * 3_600_000;
const EVENT_PAGES = 4;

/** Who looks, and with what. */
type Admin = Pick<Visitor, 'account' | 'username' | 'linode'>;

export type Organisations = ReturnType<typeof createOrganisations>;

/** The account around the tokens, looked at with the token of the admin who asks. */
export function createOrganisations(redis: RedisConnection, clientId: string) {
  async function read(key: string): Promise<Organisation | null> {
    const text = await redis.get(key);
    const parsed = text === null ? null : organisation.safeParse(JSON.parse(text));
    return parsed?.success ? parsed.data : null;
  }

  return {
    /** What is known, brought up to date when it is older than ten minutes. */
    async current(admin: Admin): Promise<Organisation> {
      const key = keyFor(admin);
      const known = await read(key);
      if (known !== null && Date.now() - Date.parse(known.takenAt) < PERIOD_MS) return known;
      const taken = await look(admin, clientId);
      // A look that failed altogether does not wipe out what an earlier one saw.
      if (taken.people === null && known?.people) return known;
      await redis.set(key, JSON.stringify(taken), 'PX', KEPT_MS);
      return taken;
    },
  };
}

/** An account that nobody has named is not one account: what an admin of it saw is theirs alone. */
function keyFor({ account, username }: Admin): string {
  return keys.organisation(account === '' ? `of:${username.toLowerCase()}` : account);
}

async function look({ linode, username }: Admin, clientId: string): Promise<Organisation> {
  const problems: string[] = [];
  const told = async <T>(what: string, question: Promise<T>): Promise<T | null> => {
    try {
      return await question;
    } catch (error) {
      if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
      problems.push(`${what}: ${error.message}`);
      return null;
    }
  };
  const [users, events, clients] = await Promise.all([
    told('Users', listUsers(linode)),
    told('Events', listAccountEvents(linode, EVENT_PAGES)),
    told('OAuth clients', listOAuthClients(linode)),
  ]);
  return {
    takenAt: new Date().toISOString(),
    takenBy: username,
    people: users?.map(toPerson) ?? null,
    tokenEvents: events === null ? null : toTokenEvents(events),
    changed: events === null ? null : changedBy(events),
    clients: clients?.map(toClient) ?? null,
    ownApp: clients?.find(({ id }) => id === clientId)?.label ?? '',
    problems,
  };
}

function toPerson(user: AccountUser): z.infer<typeof person> {
  return {
    username: user.username,
    restricted: user.restricted,
    hasTwoFactor: user.tfa_enabled,
    passwordCreatedAt: user.password_created,
    lastLoginAt: user.last_login?.login_datetime ?? '',
    keyCount: user.ssh_keys.length,
  };
}

/** Tokens that events speak of and no event deletes; the newest event has the label in force. */
function toTokenEvents(events: readonly AccountEvent[]): z.infer<typeof tokenEvent>[] {
  const told = new Map<number, z.infer<typeof tokenEvent>>();
  const deleted = new Set<number>();
  for (const { action, entity, username, created } of events) {
    const tokenId = Number(entity?.id);
    if (!action.startsWith('token_') || entity === null || !Number.isSafeInteger(tokenId)) continue;
    if (action === 'token_delete') deleted.add(tokenId);
    const newest = told.get(tokenId);
    const createdAt = action === 'token_create' ? created : '';
    if (newest === undefined)
      told.set(tokenId, { tokenId, label: entity.label, username, createdAt });
    else if (createdAt !== '') told.set(tokenId, { ...newest, createdAt });
  }
  return [...told.values()].filter(({ tokenId }) => !deleted.has(tokenId));
}

function toClient({ id, label, redirect_uri: redirectUri, public: isPublic }: OAuthClient) {
  return { id, label, redirectUri, isPublic };
}

const productOf: Readonly<Record<string, Product>> = {
  linode: 'linodes',
  disk: 'linodes',
  backups: 'linodes',
  interface: 'linodes',
  lish: 'linodes',
  password: 'linodes',
  placement: 'linodes',
  vlan: 'linodes',
  domain: 'domains',
  dns: 'domains',
  volume: 'volumes',
  image: 'images',
  nodebalancer: 'nodebalancers',
  firewall: 'firewall',
  stackscript: 'stackscripts',
  lke: 'lke',
  database: 'databases',
  vpc: 'vpc',
  subnet: 'vpc',
  longview: 'longview',
  longviewclient: 'longview',
  obj: 'object_storage',
  ipaddress: 'ips',
  ipv6pool: 'ips',
  token: 'account',
  user: 'account',
  account: 'account',
  oauth: 'account',
  profile: 'account',
  payment: 'account',
  credit: 'account',
  tfa: 'account',
  tag: 'account',
  entity: 'account',
  managed: 'account',
  ticket: 'account',
};

/** An event's action begins with the thing it changed: `linode_boot`, `dns_record_create`. */
function changedBy(events: readonly AccountEvent[]): Record<string, Product[]> {
  const changed = new Map<string, Set<Product>>();
  for (const { action, username } of events) {
    const product = productOf[action.split('_')[0] ?? ''];
    if (product === undefined || username === '') continue;
    const name = username.toLowerCase();
    changed.set(name, (changed.get(name) ?? new Set()).add(product));
  }
  return Object.fromEntries([...changed].map(([name, found]) => [name, [...found]]));
}
