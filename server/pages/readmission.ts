import type { Visitor } from '../session/visitor.ts';

const READMIT_MS = 60_000;

/**
 * For whoever goes on watching: asks once a minute, with their own token, whether they still may.
 *
 * @param admit throws when they may not; they have been admitted when this is called
 */
export function createReadmission(admit: (visitor: Visitor) => Promise<unknown>) {
  let admittedAt = Date.now();
  return async (visitor: Visitor): Promise<void> => {
    if (Date.now() - admittedAt < READMIT_MS) return;
    await admit(visitor);
    admittedAt = Date.now();
  };
}
