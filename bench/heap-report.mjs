import { appendFileSync } from 'node:fs';

/*
 * Loaded before the portal by the soak alone: on SIGUSR2 everything that is not in use is let go, and
 * what is left is written down. node --expose-gc --import ./bench/heap-report.mjs …
 */
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  const line = JSON.stringify({ heapMb: heapUsed / 1e6, externalMb: external / 1e6 });
  appendFileSync(process.env['HEAP_REPORT'], `${line}\n`);
});
