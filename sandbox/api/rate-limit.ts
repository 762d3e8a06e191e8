import type { OutgoingHttpHeaders } from 'node:http';
import { ApiError } from './api-error.ts';

export type LimitName = 'list' | 'create' | 'images' | 'stackscripts' | 'other';

type Limit = { readonly calls: number; readonly seconds: number };

const limits: Record<LimitName, Limit> = {
  list: { calls: 200, seconds: 60 },
  create: { calls: 20, seconds: 15 },
  images: { calls: 20, seconds: 60 },
  stackscripts: { calls: 60, seconds: 60 },
  other: { calls: 1600, seconds: 60 },
};

type Bucket = { used: number; readonly resetsAt: number };

export type RateLimits = {
  /** Counts a call and gives its headers; throws 429 when there were too many. */
  readonly count: (name: LimitName, who: string, now: number) => OutgoingHttpHeaders;
  readonly clear: () => void;
};

/** Counts calls by token, or by address where there is none. */
export function createRateLimits(): RateLimits {
  const buckets = new Map<string, Bucket>();
  return {
    clear: () => buckets.clear(),
    count: (name, who, now) => {
      const { calls, seconds } = limits[name];
      const key = `${name} ${who}`;
      const current = buckets.get(key);
      const bucket =
        current && current.resetsAt > now ? current : { used: 0, resetsAt: now + seconds * 1000 };
      buckets.set(key, bucket);
      bucket.used += 1;
      const headers = toHeaders(bucket, calls);
      if (bucket.used > calls) throw tooMany(headers, bucket.resetsAt - now);
      return headers;
    },
  };
}

function toHeaders({ used, resetsAt }: Bucket, calls: number): OutgoingHttpHeaders {
  return {
    'X-RateLimit-Limit': String(calls),
    'X-RateLimit-Remaining': String(Math.max(0, calls - used)),
    'X-RateLimit-Reset': String(Math.ceil(resetsAt / 1000)),
  };
}

function tooMany(headers: OutgoingHttpHeaders, waitMs: number): ApiError {
  return new ApiError(429, [{ reason: 'Too many requests' }], {
    ...headers,
    'Retry-After': String(Math.ceil(waitMs / 1000)),
  });
}
