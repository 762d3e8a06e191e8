import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer } from './observer.ts';
import type { BreakerState } from './upstream/breaker.ts';

/** What is looked up when somebody asks, instead of being counted. */
export interface Readings {
  readonly upstreams: readonly UpstreamReading[];
  readonly openStreams: () => number;
  readonly isReady: () => Promise<boolean>;
  /** @throws while Redis is away */
  readonly liveSessions: () => Promise<number>;
}

interface UpstreamReading {
  readonly host: string;
  readonly state: () => BreakerState;
  readonly use: () => { readonly underWay: number; readonly atMost: number };
}

/** How a request ended. `route` is a pattern, never a path: there are as many as the portal has pages. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: string;
  readonly seconds: number;
}

export interface Metrics {
  readonly registry: Registry;
  readonly observer: Observer;
  readonly noteRequest: (request: AnsweredRequest) => void;
  /** Adds the gauges, and the process's own figures. */
  readonly show: (readings: Readings) => void;
}

const REQUEST_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 9];
const SESSIONS_REMEMBERED_MS = 10_000;

/** Everything that is counted, for Prometheus; a registry of its own for each portal. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];

  const requests = new Histogram({
    name: 'quayside_http_request_duration_seconds',
    help: 'Requests by method, route pattern and status, and how long they took.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const calls = new Histogram({
    name: 'quayside_upstream_call_duration_seconds',
    help: 'Calls to other servers by host and outcome, and how long they took.',
    labelNames: ['host', 'outcome'],
    buckets: CALL_BUCKETS,
    registers,
  });
  const notSent = new Counter({
    name: 'quayside_upstream_calls_not_sent_total',
    help: 'Calls that were kept back, by host and reason.',
    labelNames: ['host', 'reason'],
    registers,
  });
  const refreshes = new Counter({
    name: 'quayside_token_refreshes_total',
    help: 'Refreshes of access tokens by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const auditWrites = new Counter({
    name: 'quayside_audit_writes_total',
    help: 'Events for the chained log by outcome.',
    labelNames: ['outcome'],
    registers,
  });

  return {
    registry,
    observer: {
      upstreamCall: (host, outcome, seconds) => calls.observe({ host, outcome }, seconds),
      upstreamNotSent: (host, reason) => notSent.inc({ host, reason }),
      tokenRefresh: (outcome) => refreshes.inc({ outcome }),
      auditWrite: (outcome) => auditWrites.inc({ outcome }),
    },
    noteRequest: ({ seconds, ...labels }) => requests.observe(labels, seconds),
    show(readings) {
      collectDefaultMetrics({ register: registry });
      showUpstreams(registry, readings.upstreams);
      showState(registry, readings);
    },
  };
}

const states: readonly BreakerState[] = ['closed', 'open', 'half-open'];

function showUpstreams(registry: Registry, upstreams: readonly UpstreamReading[]): void {
  const registers = [registry];
  const breaker = new Gauge({
    name: 'quayside_upstream_breaker_state',
    help: '1 for the state in which the breaker of a host is, 0 for the others.',
    labelNames: ['host', 'state'],
    registers,
    collect() {
      for (const upstream of upstreams)
        for (const state of states)
          breaker.set({ host: upstream.host, state }, Number(upstream.state() === state));
    },
  });
  const underWay = new Gauge({
    name: 'quayside_upstream_calls_under_way',
    help: 'Calls to a host that are under way.',
    labelNames: ['host'],
    registers,
    collect() {
      for (const { host, use } of upstreams) underWay.set({ host }, use().underWay);
    },
  });
  const atMost = new Gauge({
    name: 'quayside_upstream_calls_limit',
    help: 'Calls to a host that may be under way at a time.',
    labelNames: ['host'],
    registers,
    collect() {
      for (const { host, use } of upstreams) atMost.set({ host }, use().atMost);
    },
  });
}

function showState(registry: Registry, readings: Readings): void {
  const registers = [registry];
  const liveSessions = remembered(readings.liveSessions);
  const sessions = new Gauge({
    name: 'quayside_sessions',
    help: 'Sessions that live, over all replicas; NaN while Redis does not tell.',
    registers,
    async collect() {
      sessions.set(await liveSessions().catch(() => Number.NaN));
    },
  });
  const ready = new Gauge({
    name: 'quayside_redis_ready',
    help: '1 while Redis answers in time.',
    registers,
    async collect() {
      ready.set(Number(await readings.isReady()));
    },
  });
  const streams = new Gauge({
    name: 'quayside_event_streams',
    help: 'Event streams that are open in this process.',
    registers,
    collect() {
      streams.set(readings.openStreams());
    },
  });
}

/** All who ask within a few seconds share one look. */
function remembered(look: () => Promise<number>): () => Promise<number> {
  let lookedAt = -Infinity;
  let last: Promise<number> = Promise.resolve(0);
  return async () => {
    if (Date.now() - lookedAt >= SESSIONS_REMEMBERED_MS) {
      lookedAt = Date.now();
      last = look();
    }
    return await last;
  };
}
