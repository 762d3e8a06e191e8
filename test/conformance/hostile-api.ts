import { serveStandIn, type StandInServer } from '../support/stand-in-server.ts';

/** Keeps a person who they are: everything else is anybody's text. */
const kept = new Set(['username', 'email', 'euuid']);

/**
 * An API in front of another: it hands everything on, and puts something into every text of every
 * answer, errors included.
 */
export async function startHostileApi(
  apiUrl: string,
  spoil: (text: string) => string,
): Promise<StandInServer> {
  const { origin } = new URL(apiUrl);
  return await serveStandIn(async ({ method, path, query, headers, text }) => {
    const { authorization, 'x-filter': filter, 'content-type': type } = headers;
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const answer = await fetch(origin + path + search, {
      method,
      redirect: 'manual',
      headers: Object.entries({ authorization, 'x-filter': filter, 'content-type': type }).filter(
        (pair): pair is [string, string] => typeof pair[1] === 'string',
      ),
      ...(text !== '' && { body: text }),
    });
    const told = ['content-type', 'x-oauth-scopes', 'x-accepted-oauth-scopes', 'x-customer-uuid'];
    const passed = told.flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    const body = await answer.text();
    return {
      status: answer.status,
      headers: Object.fromEntries(passed) as Record<string, string>, // pairs, just above
      body: body === '' ? body : JSON.stringify(spoiled(JSON.parse(body), spoil)),
    };
  });
}

function spoiled(value: unknown, spoil: (text: string) => string): unknown {
  if (typeof value === 'string') return spoil(value);
  if (Array.isArray(value)) return value.map((item) => spoiled(item, spoil));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      kept.has(name) ? member : spoiled(member, spoil),
    ]),
  );
}
