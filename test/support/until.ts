import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes; a test that waits in vain fails with `what`. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 250; tries += 1) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error(`waited in vain until ${what}`);
}
