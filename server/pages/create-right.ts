import { LRUCache } from 'lru-cache';
import { mayAddLinodes } from '../linode/profile.ts';
import type { Visitor } from '../session/visitor.ts';

/** Why this person may not create Linodes; undefined when they may, or Linode is to decide. */
export type CreateRefusalOf = (visitor: Visitor) => Promise<string | undefined>;

const REASON =
  'Your Linode user is restricted and may not add Linodes. An administrator of your Linode account can grant that.';

/** Only restricted people have grants to ask for; an answer holds for a minute, for one session. */
export function createCreateRefusalOf(): CreateRefusalOf {
  const answers = new LRUCache<string, boolean, Visitor>({
    max: 5000,
    ttl: 60_000,
    fetchMethod: async (_, __, { context }) => await mayAddLinodes(context.linode),
  });
  return async (visitor) => {
    if (!visitor.restricted) return undefined;
    const may = await answers.fetch(visitor.session, { context: visitor });
    return may === false ? REASON : undefined;
  };
}
