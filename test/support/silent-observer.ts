import type { Observer } from '../../server/observer.ts';

/** For tests that count nothing. */
export const silentObserver: Observer = {
  upstreamCall() {},
  upstreamNotSent() {},
  tokenRefresh() {},
  auditWrite() {},
};
