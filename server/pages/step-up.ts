import { setTimeout as sleep } from 'node:timers/promises';
import type { Admitted } from '../session/sign-in.ts';
import type { PageDeps } from './page-deps.ts';

/** How long the way back from a step-up may wait for Linode to end the replaced tokens. */
const WAIT_MS = 3000;

/**
 * Gives the replaced tokens back and looks whether the new ones outlived that (design, decision 6).
 * When Linode does not confirm in time, the new session is taken to be well.
 *
 * @returns false when Linode ended both; the new session is ended then, too
 */
export async function survivesReplacement(
  { sweeper, endSession, signIn }: PageDeps,
  { session, replaced, admitted }: { session: string; replaced: string; admitted: Admitted },
): Promise<boolean> {
  await Promise.race([sweeper.settle(replaced), sleep(WAIT_MS, undefined, { ref: false })]);
  if (await signIn.isAlive(admitted.tokens)) return true;
  await endSession(session, 'tokens-dead');
  return false;
}
