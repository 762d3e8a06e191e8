import { readFileSync } from 'node:fs';
import type { Answer } from './exchange.ts';
import { refreshIn } from './forms.ts';
import { passWithoutPages, startPlainStandIns } from './plain-stand-ins.ts';
import type { Abilities } from './requirement.ts';
import { signIn } from './sign-in.ts';
import { sessionOf, type Place, type Visitor } from './visitor.ts';

/** What one sign-in came to. */
export interface Landing {
  readonly returnTo: string;
  /** The session cookie's value. */
  readonly session: string;
  /** Where the browser is sent in the end. */
  readonly leadsTo: string;
}

const AT_ONCE = 20;

/** The public lists of addresses that have led some sign-in elsewhere; what both have stands once. */
export function openRedirects(): readonly string[] {
  const lines = [1, 2].flatMap((number) =>
    readFileSync(new URL(`../data/open-redirects-${number}.txt`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
  return [...new Set(lines)];
}

/** The lists, and as much of them encoded once more as makes a thousand. */
function returnAddresses(): string[] {
  const lines = openRedirects();
  return [...lines, ...lines.map((line) => encodeURIComponent(line))].slice(0, 1000);
}

/**
 * One person after the other signs in, each with another of the addresses to return to. Linode's
 * place is taken by servers that ask nobody anything, so that so many do not take long.
 */
export async function landEverybody(
  startPortal: Abilities['startPortal'],
  stranger: (place: Place) => Visitor,
): Promise<readonly Landing[]> {
  const standIns = await startPlainStandIns();
  try {
    const place = await startPortal(standIns.env);
    const landings: Landing[] = [];
    const waiting = returnAddresses();
    const land = async () => {
      for (let returnTo = waiting.pop(); returnTo !== undefined; returnTo = waiting.pop()) {
        const visitor = stranger(place);
        const start = `/sign-in?returnTo=${encodeURIComponent(returnTo)}`;
        const answer = await signIn(visitor, passWithoutPages, start);
        landings.push({ returnTo, session: sessionOf(visitor), leadsTo: endOf(answer) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, land));
    return landings;
  } finally {
    await standIns.stop();
  }
}

export function endOf({ location, text }: Answer): string {
  return location ?? refreshIn(text) ?? '';
}
