import { shownIn } from '../support/shown-secrets.ts';
import type { Answer } from './exchange.ts';

/** One answer without its body: what it was, and to what. */
export interface Heard extends Omit<Answer, 'text' | 'path'> {
  /** Without its query. */
  readonly path: string;
  /** Whether the request came with a session's cookie. */
  readonly isPersonal: boolean;
}

export type Transcript = ReturnType<typeof createTranscript>;

/** Everything that was answered and logged in a run, for the requirements that are about all of it. */
export function createTranscript() {
  const secrets = new Set<string>();
  const heard: Heard[] = [];
  const leaks = new Set<string>();
  const logs: (readonly string[])[] = [];

  return {
    heard: heard as readonly Heard[],

    /** Lines that processes have written so far, for each process. */
    logs: logs as readonly (readonly string[])[],

    /** Where a secret showed that {@link hush} had named by then. */
    leaks: leaks as ReadonlySet<string>,

    /** Names something that must not show in any answer or line from here on. */
    hush(secret: string): void {
      secrets.add(secret);
    },

    follow(lines: readonly string[]): void {
      logs.push(lines);
    },

    note({ text, ...answer }: Answer, isPersonal: boolean): void {
      const path = answer.path.split('?')[0] ?? '';
      heard.push({ ...answer, path, isPersonal });
      const all = [text, JSON.stringify(answer.headers)];
      if (shownIn(all, [...secrets]).length > 0) leaks.add(`${answer.method} ${path}`);
    },

    /** The number of lines that show a secret. */
    loggedSecrets(): number {
      return logs.flat().filter((line) => shownIn([line], [...secrets]).length > 0).length;
    },
  };
}
