import { createLinodeClient, type LinodeClient } from '../../server/linode/client.ts';
import type { LinodeCall } from '../../server/linode/transport.ts';

/** A status, and what is sent with it as JSON. */
export type Told = readonly [status: number, body?: unknown];

/** A client of a Linode that has these answers, by path; whatever else is asked for is not found. */
export function linodeWith(answers: Readonly<Record<string, Told>>): LinodeClient {
  return linodeThat(({ path }) => answers[path] ?? [404, refusal('Not found')]);
}

/** A client of a Linode that answers each call so. */
export function linodeThat(answer: (call: LinodeCall) => Told | Promise<Told>): LinodeClient {
  return createLinodeClient({
    tokens: { access: aToken, renewed: aToken },
    async transport(call) {
      const [status, body] = await answer(call);
      const text = body === undefined ? '' : JSON.stringify(body);
      return { status, headers: {}, body: Buffer.from(text) };
    },
  });
}

export function refusal(reason: string): object {
  return { errors: [{ reason }] };
}

export function listOf(...data: readonly unknown[]): object {
  return { data, page: 1, pages: 1, results: data.length };
}

async function aToken(): Promise<string> {
  return await Promise.resolve('a-token');
}
