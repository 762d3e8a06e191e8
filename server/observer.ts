/** The other servers that the portal calls. */
export type UpstreamHost = 'api' | 'login' | 'scaleway';

/** How a call came out: by the answer's status, or by what came instead of one. */
export type CallOutcome =
  | 'ok'
  | 'refused'
  | 'rate-limited'
  | 'failed'
  | 'timeout'
  | 'network'
  | 'too-large';

/**
 * Why a call was not sent: the host does not answer anybody, or this person; too many are under way;
 * the host asked to wait.
 */
export type NotSentReason = 'broken' | 'broken-for-person' | 'busy' | 'told-to-wait';

/** Who is told what the portal does, for counting. Every word comes out of a closed set. */
export interface Observer {
  upstreamCall(host: UpstreamHost, outcome: CallOutcome, seconds: number): void;
  upstreamNotSent(host: UpstreamHost, reason: NotSentReason): void;
  tokenRefresh(outcome: 'refreshed' | 'refused' | 'unavailable'): void;
  auditWrite(outcome: 'written' | 'failed'): void;
}
