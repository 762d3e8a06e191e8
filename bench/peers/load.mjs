import autocannon from 'autocannon';

/*
 * Sends requests and prints what came of them as JSON. A process of its own, so that it shares no
 * event loop with what it measures: node load.mjs '{"url":…,"connections":…,"amount":…,"accept":…,"cookies":[…]}'
 */
const { url, connections, amount, accept, cookies } = JSON.parse(process.argv[2] ?? '{}');

// In turn as each of those who are signed in, from an address of their own, as behind a proxy.
const requests = cookies.map((cookie, index) => ({
  headers: { Accept: accept, Cookie: cookie, 'X-Forwarded-For': `203.0.113.${index % 250}` },
}));

const result = await autocannon({ url, connections, amount, requests });
const { errors, timeouts, non2xx, latency, duration, statusCodeStats } = result;
const bytes = result.throughput.total / Math.max(1, result.requests.total);
process.stdout.write(
  JSON.stringify({
    requests: result.requests.total,
    failed: errors + timeouts + non2xx,
    outcome: { errors, timeouts, ...statusCodeStats },
    seconds: duration,
    bytesEach: Math.round(bytes),
    p50: latency.p50,
    p99: latency.p99,
  }),
);
