import { setTimeout as sleep } from 'node:timers/promises';

/** Only what is broken comes so far: a machine may be many times slower than the one at hand. */
const PATIENCE_MS = 150_000;

/** Asks again and again until the answer is yes; a test that waits in vain fails with `what`. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100))
    if (await isSo()) return;
  throw new Error(`waited in vain until ${what}`);
}

/** Asks until it is so. @returns what was seen then. @throws with what was seen last. */
export async function untilSeen<Seen>(
  read: () => Promise<Seen>,
  isSo: (seen: Seen) => boolean,
): Promise<Seen> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await read();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`it did not come; last seen: ${JSON.stringify(seen)}`);
    await sleep(100);
  }
}
