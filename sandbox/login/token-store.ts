import type { Adapter, AdapterPayload } from 'oidc-provider';

type Row = { readonly model: string; readonly id: string; payload: AdapterPayload };

/** A live token as the control API lists it. */
export type LiveToken = {
  readonly kind: 'AccessToken' | 'RefreshToken';
  readonly token: string;
  readonly username: string;
  readonly scopes: string;
};

export type TokenStore = {
  readonly adapter: (model: string) => Adapter;
  readonly find: (model: string, id: string) => AdapterPayload | undefined;
  readonly live: () => readonly LiveToken[];
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
  return {
    adapter: (model) => createAdapter(model, rows),
    find: (model, id) => rows.get(`${model}:${id}`)?.payload,
    live: () => tokensOf().flatMap(([, row]) => toLiveToken(row)),
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

function toLiveToken({ model, id, payload }: Row): readonly LiveToken[] {
  if (payload.consumed || (payload.exp ?? Infinity) <= nowSeconds()) return [];
  const kind = model === 'AccessToken' ? 'AccessToken' : 'RefreshToken';
  return [{ kind, token: id, username: payload.accountId ?? '', scopes: payload.scope ?? '' }];
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
