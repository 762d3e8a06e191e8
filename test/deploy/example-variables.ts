import { readFileSync } from 'node:fs';

/** The names of the variables in .env.example, in its order. */
export function exampleVariables(): string[] {
  return readFileSync('.env.example', 'utf8').match(/^[A-Z_]+(?==)/gm) ?? [];
}
