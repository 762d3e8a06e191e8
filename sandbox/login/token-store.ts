import type { Adapter, AdapterPayload } from 'oidc-provider';

type Row = { readonly model: string; readonly id: string; payload: AdapterPayload };

/** A live token as the control API lists it. */
export type LiveToken = {
  readonly kind: 'AccessToken' | 'RefreshToken';
  readonly token: string;
  readonly username: string;
  readonly scopes: string;
};

/** What one consent of a user still gives a client. */
export type LiveGrant = {
  readonly grantId: string;
  readonly clientId: string;
  readonly username: string;
  readonly scopes: string;
  /** Seconds since 1970: the consent, and the end of the last token that came of it. */
  readonly created: number;
  readonly ends: number;
};

export type TokenStore = {
  readonly adapter: (model: string) => Adapter;
  readonly find: (model: string, id: string) => AdapterPayload | undefined;
  readonly live: () => readonly LiveToken[];
  readonly grants: () => readonly LiveGrant[];
  readonly endGrant: (grantId: string) => void;
  /** Forgets everything of a user who is gone, the browser's session included. */
  readonly forget: (username: string) => void;
  /** Access tokens turn invalid, refresh tokens stay; of everybody when no username is given. */
  readonly expire: (username?: string) => void;
  readonly revoke: (username?: string) => void;
  readonly clear: () => void;
};

const tokenModels = new Set(['AccessToken', 'RefreshToken']);

/** The authorization server's memory, open to the control API. */
export function createTokenStore(): TokenStore {
  const rows = new Map<string, Row>();
  const tokensOf = (username?: string) =>
    [...rows].filter(([, { model, payload }]) => {
      return tokenModels.has(model) && [undefined, payload.accountId].includes(username);
    });
  const liveTokens = () => tokensOf().flatMap(([, row]) => (isLive(row) ? [row] : []));
  const remove = (isMeant: (row: Row) => boolean) => {
    for (const [key, row] of rows) if (isMeant(row)) rows.delete(key);
  };
  return {
    adapter: (model) => createAdapter(model, rows),
    find: (model, id) => rows.get(`${model}:${id}`)?.payload,
    live: () => liveTokens().map(toLiveToken),
    grants: () => toGrants(liveTokens()),
    endGrant: (grantId) => remove(({ payload }) => payload.grantId === grantId),
    forget: (username) => remove(({ payload }) => payload.accountId === username),
    expire: (username) => {
      for (const [, row] of tokensOf(username)) {
        if (row.model === 'AccessToken') row.payload = { ...row.payload, exp: nowSeconds() - 1 };
      }
    },
    revoke: (username) => {
      for (const [key] of tokensOf(username)) rows.delete(key);
    },
    clear: () => {
      for (const [key, { model }] of rows) if (model !== 'Client') rows.delete(key);
    },
  };
}

function createAdapter(model: string, rows: Map<string, Row>): Adapter {
  const findBy = async (field: 'uid' | 'userCode', value: string) =>
    [...rows.values()].find((row) => row.model === model && row.payload[field] === value)?.payload;
  return {
    upsert: async (id, payload) => void rows.set(`${model}:${id}`, { model, id, payload }),
    find: async (id) => rows.get(`${model}:${id}`)?.payload,
    findByUid: (uid) => findBy('uid', uid),
    findByUserCode: (userCode) => findBy('userCode', userCode),
    destroy: async (id) => void rows.delete(`${model}:${id}`),
    consume: async (id) => {
      const row = rows.get(`${model}:${id}`);
      if (row) row.payload = { ...row.payload, consumed: nowSeconds() };
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, row] of rows) {
        if (row.model === model && row.payload.grantId === grantId) rows.delete(key);
      }
    },
  };
}

function isLive({ payload }: Row): boolean {
  return !payload.consumed && (payload.exp ?? Infinity) > nowSeconds();
}

function toLiveToken({ model, id, payload }: Row): LiveToken {
  const kind = model === 'AccessToken' ? 'AccessToken' : 'RefreshToken';
  return { kind, token: id, username: payload.accountId ?? '', scopes: payload.scope ?? '' };
}

/** One grant of each consent that has a live token. */
function toGrants(tokens: readonly Row[]): readonly LiveGrant[] {
  const grants = new Map<string, LiveGrant>();
  for (const { payload } of tokens) {
    const { grantId = '', clientId = '', accountId = '', scope = '', iat = 0, exp = 0 } = payload;
    const { created = iat, ends = exp } = grants.get(grantId) ?? {};
    grants.set(grantId, {
      grantId,
      clientId,
      username: accountId,
      scopes: scope,
      created: Math.min(created, iat),
      ends: Math.max(ends, exp),
    });
  }
  return [...grants.values()];
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
