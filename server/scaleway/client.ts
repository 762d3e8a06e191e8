import { createAdvancedClient, withHTTPClient, withProfile } from '@scaleway/sdk-client';
import { Instancev1 } from '@scaleway/sdk-instance';
import { ScalewayFailed, toScalewayFailed } from './errors.ts';
import { readServer, type ScalewayServer } from './server.ts';
import type { ScalewayTransport } from './transport.ts';

/** Scaleway with one person's key. The key is opened inside it, for one call at a time. */
export interface ScalewayClient {
  /** Every server of a zone. @throws {ScalewayFailed} also when they did not all come in time. */
  listZone(zone: string): Promise<readonly ScalewayServer[]>;
  /** Whether the key may list the servers of a zone. @throws {ScalewayFailed} when not */
  probe(zone: string): Promise<void>;
}

export interface ScalewayClientOptions {
  readonly apiUrl: string;
  readonly transport: ScalewayTransport;
  /** @throws when there is no key any more */
  readonly openKey: () => Promise<string>;
}

const ZONE_BUDGET_MS = 4000;
const PER_PAGE = 100;
/** A hundred pages of a hundred: more servers than that in one zone are not to be believed. */
const MAX_PAGES = 100;

/** The SDK sends no key at all without an access key, which the API itself does not ask for. */
const PLACEHOLDER_ACCESS_KEY = 'SCW00000000000000000';

/** The form of every secret key. The SDK quotes in its error what does not have it: look first. */
export function isSecretKey(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text);
}

/** An SDK client is made for each call and shared by nobody: it holds the key in its settings. */
export function createScalewayClient(options: ScalewayClientOptions): ScalewayClient {
  const { apiUrl, transport, openKey } = options;

  async function withApi<Result>(use: (api: Instancev1.API) => Promise<Result>): Promise<Result> {
    const secretKey = await openKey();
    if (!isSecretKey(secretKey)) throw new ScalewayFailed('key-refused', 0);
    const signal = AbortSignal.timeout(ZONE_BUDGET_MS);
    // Not createClient(): it takes an httpClient, too, and silently goes on with fetch.
    const sdkClient = createAdvancedClient(
      withProfile({ apiURL: apiUrl, accessKey: PLACEHOLDER_ACCESS_KEY, secretKey }),
      withHTTPClient(async (request) => await transport(request as Request, signal)), // the SDK gives it nothing else
    );
    try {
      return await use(new Instancev1.API(sdkClient));
    } catch (error) {
      throw toScalewayFailed(error);
    }
  }

  return {
    listZone: async (zone) => await withApi(async (api) => await readAll(api, zone)),
    async probe(zone) {
      await withApi(async (api) => await api.listServers({ zone, perPage: 1 }));
    },
  };
}

/** Page by page: the SDK's own `all()` asks for all of them at once, and takes no count for one page. */
async function readAll(api: Instancev1.API, zone: string): Promise<readonly ScalewayServer[]> {
  const found = new Map<string, ScalewayServer>();
  let seen = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { servers, totalCount } = await api.listServers({
      zone,
      page,
      perPage: PER_PAGE,
    });
    const rows: readonly unknown[] = servers;
    for (const row of rows) {
      const server = readServer(row, zone);
      if (server !== null) found.set(server.id, server);
    }
    seen += rows.length;
    if (rows.length === 0 || seen >= expected(totalCount, rows.length, seen)) break;
  }
  return [...found.values()];
}

/** Without a count, a page that is not full is the last. */
function expected(totalCount: unknown, onPage: number, seen: number): number {
  if (typeof totalCount === 'number') return totalCount;
  return onPage < PER_PAGE ? seen : Infinity;
}
