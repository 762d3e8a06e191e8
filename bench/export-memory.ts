import { startPortal } from '../test/support/portal.ts';
import { TestVisitor } from '../test/support/visitor.ts';

/* Memory of the portal's process while it exports lists of growing length:
   node --expose-gc --import tsx bench/export-memory.ts */

const FLEETS = [500, 5000, 20_000];

type Portal = Awaited<ReturnType<typeof startPortal>>;

if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
const portal = await startPortal();
await portal.sandbox.switches({ rateLimits: 'off' });
const visitor = new TestVisitor(portal);
await visitor.signIn({ username: 'max-member', password: 'harbour-demo-1' });
await portal.sandbox.seed(100);
await exported(portal);

console.log('| Linodes | file MB | heap before MB | live heap at most MB | heap after MB |');
console.log('|---|---|---|---|---|');
for (const size of FLEETS) {
  await portal.sandbox.seed(size);
  const before = liveHeap();
  const { bytes, most } = await exported(portal);
  const columns = [bytes, before, most, liveHeap()].map((value) => (value / 1e6).toFixed(1));
  console.log(`| ${size.toLocaleString('en-US')} | ${columns.join(' | ')} |`);
}
await portal.stop();

/** Reads the file in chunks and keeps none; what is live is measured with each tenth. */
async function exported({ baseUrl }: Portal) {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${baseUrl}/browse/linodes?format=json`, { headers: { cookie } });
  if (response.status !== 200 || response.body === null) throw new Error(`${response.status}`);
  let bytes = 0;
  let most = 0;
  let chunks = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    chunks += 1;
    if (chunks % 10 === 1) most = Math.max(most, liveHeap());
  }
  return { bytes, most };
}

function liveHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
