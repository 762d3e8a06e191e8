import type { Fault } from '../support/sandbox-control.ts';

export type Host = 'api.linode.com' | 'login.linode.com' | 'Redis';

/** What people do while a host is in trouble; see deeds.ts. */
export type DeedName =
  | 'opens a list'
  | 'opens a Linode'
  | 'is a program'
  | 'comes back from Linode'
  | 'needs a new access token'
  | 'creates a Linode'
  | 'revokes a token'
  | 'signs out'
  | 'wants to sign in'
  | 'watches a request'
  | 'watches the portal';

/** What becomes of it. */
export interface Cell {
  readonly status: number;
  /** Stands on the page that the answer is, or leads to. */
  readonly says: string;
  /** How often the host was asked for the thing itself, the next try after the fault included. */
  readonly calls?: number;
  /** Linodes, when all is over and the button was pressed once more. */
  readonly made?: number;
  /** The session could not be kept, and its person is told so. */
  readonly endsSession?: true;
  /** It has its answer before this one does, which waits for the host. */
  readonly before?: DeedName;
}

export type Strike = Pick<Fault, 'kind'> & Partial<Fault>;

export interface Row {
  readonly host: Host;
  /** `api.linode.com hangs` */
  readonly fault: string;
  /** Of Linode's hosts: what befalls each call. Absent: it refuses connections. */
  readonly strike?: Strike;
  /** Where one deed is to meet something else. */
  readonly strikes?: Readonly<Partial<Record<DeedName, Strike>>>;
  readonly cells: Readonly<Partial<Record<DeedName, Cell>>>;
}

type Cells = Row['cells'];

const list: Cell = { status: 200, says: 'Linodes' };
const signedIn: Cell = { status: 200, says: 'http-equiv="refresh"', calls: 1 };
const created: Cell = { status: 303, says: 'Accepted as #', calls: 1, made: 1 };
const unknown: Cell = { status: 303, says: 'Unknown, checking with Linode', calls: 1, made: 0 };
const revoked: Cell = { status: 303, says: 'The token is revoked', calls: 1 };
/** Whether Linode has ended its access within two seconds, the page says, too. */
const signedOut: Cell = { status: 303, says: 'You are signed out' };
const signedOutHere: Cell = {
  status: 303,
  says: 'Linode has not confirmed yet that the access ended',
};

const asEver: Cells = {
  'opens a list': list,
  'opens a Linode': { status: 200, says: 'Linodes' },
  'comes back from Linode': signedIn,
  'creates a Linode': created,
  'revokes a token': revoked,
};

const draftKept = 'Nothing was created, and what you typed is kept.';

const notReached: Cell = { status: 502, says: 'Linode cannot be reached. Nothing was sent.' };

const notRevoked = 'It is still in Linode’s list, so it was not revoked.';

/** A row of api.linode.com: reading and revoking fail alike. */
function api(fault: string, told: { status: number; says: string }, rest: Partial<Row>): Row {
  const cells: Cells = {
    'opens a list': told,
    'opens a Linode': told,
    'is a program': told,
    'comes back from Linode': noSignIn,
    'creates a Linode': unknown,
    'revokes a token': { ...told, says: notRevoked, calls: 2 },
    ...rest.cells,
  };
  return { host: 'api.linode.com', fault, ...rest, cells };
}

const noSignIn: Cell = {
  status: 502,
  says: 'Linode’s sign-in did not answer as it should. Nothing was changed.',
  calls: 1,
};

/** A row of login.linode.com: who needs no new token notices nothing. */
function login(fault: string, rest: Partial<Row>): Row {
  const cells: Cells = {
    'opens a list': list,
    'needs a new access token': notRenewed,
    'comes back from Linode': noSignIn,
    'creates a Linode': { ...notRenewed, says: draftKept, calls: 1, made: 1 },
    'signs out': signedOutHere,
    ...rest.cells,
  };
  return { host: 'login.linode.com', fault, ...rest, cells };
}

const notRenewed: Cell = {
  status: 502,
  says: 'Linode’s sign-in did not renew your access. Nothing was sent.',
};

/** Linode has replaced the refresh token, and nobody knows by which one. */
const lostForGood: Cells = {
  'needs a new access token': { ...notRenewed, endsSession: true },
  'creates a Linode': { status: 502, says: draftKept, endsSession: true, calls: 0, made: 0 },
  'signs out': signedOut,
};

/** The sentence that a row is about: that of the first deed which fails. */
export function sentenceOf({ cells }: Row): string | undefined {
  return Object.values(cells).find(({ status, endsSession }) => status >= 400 || endsSession)?.says;
}

/** A row of Redis: no page without a session. */
function redis(fault: string, cells: Cells): Row {
  return { host: 'Redis', fault, cells };
}

const noSession: Cell = { status: 503, says: 'You are still signed in.' };

const redisAway: Cells = {
  'opens a list': noSession,
  'comes back from Linode': noSession,
  'needs a new access token': noSession,
  'creates a Linode': { ...noSession, calls: 1, made: 1 },
  'revokes a token': { ...noSession, calls: 1 },
  'signs out': noSession,
  'wants to sign in': { status: 503, says: 'Quayside cannot look up sessions now' },
};

/** What asks by itself is told without a page; the process is healthy, and says that it cannot serve. */
const noRedis: Cells = {
  ...redisAway,
  'is a program': noSession,
  'watches a request': { status: 503, says: '' },
  'watches the portal': { status: 503, says: 'redis does not answer' },
};

const wait7 = { 'Retry-After': '7' };

/**
 * The fault matrix: what each fault of each host does to what people do. Every cell is a test
 * (matrix.test.ts); docs/operations.md says the same in prose, held to these sentences.
 */
export const matrix: readonly Row[] = [
  {
    host: 'api.linode.com',
    fault: 'refuses connections',
    // No more than these: eight calls that fail are the breaker's (breaker.test.ts).
    cells: {
      'opens a list': notReached,
      'comes back from Linode': noSignIn,
      'creates a Linode': { ...notReached, says: draftKept, calls: 1, made: 1 },
      'revokes a token': { ...notReached, calls: 1 },
    },
  },
  api(
    'hangs',
    { status: 502, says: 'Linode did not answer in time.' },
    {
      strike: { kind: 'hang' },
      // Before the first byte, and in the middle of an answer.
      strikes: {
        'opens a Linode': { kind: 'stall' },
        'creates a Linode': { kind: 'hang-after-accepting' },
      },
      cells: { 'creates a Linode': created },
    },
  ),
  {
    host: 'api.linode.com',
    fault: 'is slow',
    strike: { kind: 'latency', ms: 1000 },
    cells: asEver,
  },
  api(
    'says 429',
    { status: 429, says: 'Linode asks us to wait 7 seconds' },
    {
      strike: { kind: '429', headers: wait7 },
      cells: {
        'comes back from Linode': { status: 503, says: 'Try again in 7 seconds.', calls: 1 },
        'creates a Linode': { status: 422, says: 'Too many requests', calls: 1, made: 0 },
        'revokes a token': { status: 429, says: 'wait 7 seconds', calls: 2 },
      },
    },
  ),
  api('says 500', { status: 502, says: 'Unexpected error' }, { strike: { kind: '500' } }),
  api(
    'is in maintenance',
    { status: 503, says: 'Linode’s API is closed for maintenance.' },
    {
      strike: { kind: '503-maintenance' },
      cells: {
        'comes back from Linode': { status: 502, says: 'closed for maintenance', calls: 1 },
        'revokes a token': { status: 503, says: 'closed for maintenance', calls: 2 },
      },
    },
  ),
  api(
    'sends HTML',
    { status: 502, says: 'Linode sent an answer that is not JSON.' },
    { strike: { kind: 'html', status: 200 } },
  ),
  api(
    'sends half an answer',
    { status: 502, says: 'Linode sent an answer that is not JSON.' },
    {
      strike: { kind: 'truncated-json' },
      cells: { 'creates a Linode': created, 'revokes a token': revoked },
    },
  ),
  api(
    'breaks off in the middle',
    { status: 502, says: 'The connection to Linode broke off' },
    {
      strike: { kind: 'cut-short' },
      cells: { 'creates a Linode': created, 'revokes a token': revoked },
    },
  ),
  api(
    'resets connections',
    { status: 502, says: 'The connection to Linode broke off' },
    { strike: { kind: 'reset' } },
  ),
  api(
    'redirects',
    { status: 502, says: 'Linode could not answer this request.' },
    { strike: { kind: 'status', status: 302, headers: { Location: '/v4/x' }, body: '' } },
  ),

  login('refuses connections', { cells: { 'comes back from Linode': { ...noSignIn, calls: 0 } } }),
  login('hangs', {
    strike: { kind: 'hang' },
    strikes: { 'comes back from Linode': { kind: 'stall' } },
    cells: { 'signs out': { ...signedOutHere, before: 'needs a new access token' } },
  }),
  login('is slow', {
    strike: { kind: 'latency', ms: 1000 },
    // Nobody waits longer than two seconds in order to be signed out.
    strikes: { 'signs out': { kind: 'latency', ms: 2500 } },
    cells: {
      'comes back from Linode': signedIn,
      'needs a new access token': list,
      'creates a Linode': created,
    },
  }),
  login('says 429', {
    strike: { kind: '429', headers: wait7 },
    cells: {
      'comes back from Linode': { status: 503, says: 'Try again in 7 seconds.', calls: 1 },
      'needs a new access token': { ...notRenewed, status: 503 },
      'creates a Linode': { status: 503, says: draftKept, calls: 1, made: 1 },
    },
  }),
  login('says 500', { strike: { kind: '500' } }),
  login('is in maintenance', {
    strike: { kind: '503-maintenance' },
    cells: { 'comes back from Linode': { status: 502, says: 'closed for maintenance', calls: 1 } },
  }),
  login('sends HTML', {
    strike: { kind: 'html', status: 200 },
    strikes: { 'signs out': { kind: 'html' } },
  }),
  login('sends half an answer', { strike: { kind: 'truncated-json' }, cells: lostForGood }),
  login('breaks off in the middle', {
    strike: { kind: 'cut-short' },
    cells: { ...lostForGood, 'signs out': signedOutHere },
  }),
  login('resets connections', { strike: { kind: 'reset' } }),

  redis('is stopped', noRedis),
  redis('hangs', noRedis),
  redis('is slow', {
    'opens a list': list,
    'comes back from Linode': signedIn,
    'needs a new access token': list,
    'creates a Linode': created,
    'revokes a token': revoked,
    'signs out': signedOut,
  }),
  redis('is full', { ...redisAway, 'opens a list': list }),
  redis('restarts', {
    'opens a list': list,
    'comes back from Linode': signedIn,
    'needs a new access token': list,
    'creates a Linode': created,
    'revokes a token': revoked,
    'signs out': signedOut,
  }),
  redis('has lost everything', {
    'opens a list': {
      status: 303,
      says: 'Your session has ended. Sign in again',
      endsSession: true,
    },
    'comes back from Linode': { status: 400, says: 'began in another browser', calls: 0 },
  }),
];
