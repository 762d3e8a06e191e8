import type { Answer } from './exchange.ts';

/** Thrown when the portal does otherwise than a requirement says. */
export class Breach extends Error {
  override readonly name = 'Breach';
}

/** @param what was seen, never with a secret in it. @throws {Breach} */
export function claim(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Breach(what);
}

/** @throws {Breach} unless the answer has one of these statuses */
export function claimStatus(answer: Answer, statuses: readonly number[], what = ''): void {
  const { method, path, status } = answer;
  const told = `${method} ${path.split('?')[0]} ${what}`.trim();
  claim(statuses.includes(status), `${told}: ${status} instead of ${statuses.join(' or ')}`);
}
