import type { z } from 'zod';
import { readAs, readBody, readFacts, type AnswerFacts, type RawAnswer } from './answer.ts';
import { InvalidToken, LinodeRefused } from './errors.ts';
import type { LinodeCall, LinodeTransport } from './transport.ts';

const sendAgain = {
  reason:
    'Linode asked for fresh access, which Quayside has now. Nothing was changed: send it again.',
  field: null,
};

/** What a call does with its token: a change wants to be sure of the session that it comes from. */
export type TokenUse = 'read' | 'change';

/** Where a client's access token comes from; see `vault/token-source.ts` for a session's. */
export interface AccessTokens {
  access(use: TokenUse): Promise<string>;
  renewed(): Promise<string>;
}

/** api.linode.com with the rights of one person. */
export interface LinodeClient {
  /** @returns the answer's body, checked against `schema`. @throws {LinodeError} */
  call<T>(call: LinodeCall, schema: z.ZodType<T>): Promise<T>;
  /** @returns the answer's body as Linode sent it, unread. @throws {LinodeError} */
  fetch(call: LinodeCall): Promise<Buffer>;
}

export interface LinodeClientOptions {
  readonly transport: LinodeTransport;
  readonly tokens: AccessTokens;
  readonly onAnswer?: (facts: AnswerFacts) => void;
}

/**
 * A client bound to one session's tokens. The token is fetched for each call and never kept.
 * "Invalid Token" is met once with a renewed token, for GET only: nothing else is ever sent twice.
 */
export function createLinodeClient({
  transport,
  tokens,
  onAnswer,
}: LinodeClientOptions): LinodeClient {
  async function exchange(call: LinodeCall, token: string): Promise<Buffer> {
    const answer: RawAnswer = await transport(call, token);
    onAnswer?.(readFacts(answer));
    return readBody(answer);
  }

  async function exchangeWithRenewal(call: LinodeCall): Promise<Buffer> {
    const use = call.method === 'GET' ? 'read' : 'change';
    try {
      return await exchange(call, await tokens.access(use));
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      const renewed = await tokens.renewed();
      if (call.method !== 'GET') throw new LinodeRefused(401, [sendAgain], { cause: error });
      return await exchange(call, renewed);
    }
  }

  return {
    fetch: exchangeWithRenewal,

    call: async (call, schema) => readAs(schema, await exchangeWithRenewal(call)),
  };
}
