import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

/** The house's rules about access. A file decides; no page saves it. */
export type PolicyRules = z.infer<typeof rules>;

const names = z
  .array(z.string())
  .default([])
  .transform((all) => all.map((name) => name.trim().toLowerCase()));
const days = (fallback: number) => z.number().int().positive().default(fallback);

const rules = z
  .strictObject({
    /** Administrators, beside ADMIN_USERS. */
    admins: names,
    tokens: z
      .strictObject({
        /** A token that lives on unchanged for longer than this is old. */
        old_after_days: days(180),
        expires_soon_days: days(14),
        allow_never: z.boolean().default(true),
      })
      .prefault({}),
    sessions: z.strictObject({ idle_after_minutes: days(20) }).prefault({}),
    two_factor: z.strictObject({ required: z.boolean().default(true) }).prefault({}),
    /** OAuth apps that are expected, by label; any other is unknown. */
    known_apps: names,
  })
  .prefault({});

/** Thrown for a policy file that cannot be used; names each problem, never a value. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

export interface PolicyInForce {
  readonly rules: PolicyRules;
  /** SHA-256 of the file's text; of nothing when there is no file. */
  readonly hash: string;
  readonly loadedAt: string;
}

/** Any house's rules fit many times over. */
const MAX_CHARACTERS = 200_000;

/** @throws {PolicyError} */
export function readPolicy(text: string): PolicyInForce {
  if (text.length > MAX_CHARACTERS)
    throw new PolicyError(`The policy file is longer than ${MAX_CHARACTERS} characters.`);
  const parsed = rules.safeParse(parseYaml(text) ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, code }) => `${path.join('.') || 'file'} (${code})`,
    );
    throw new PolicyError(`The policy file cannot be used: ${problems.join(', ')}`);
  }
  const hash = createHash('sha256').update(text).digest('hex');
  return { rules: parsed.data, hash, loadedAt: new Date().toISOString() };
}

function parseYaml(text: string): unknown {
  try {
    // What it would only warn of goes to nobody who could mend it.
    return parse(text, { logLevel: 'error' });
  } catch {
    throw new PolicyError('The policy file is not YAML.');
  }
}

export type Policy = Awaited<ReturnType<typeof createPolicy>>;

/** The policy in force, read at the start and whenever {@link Policy.reload} is called (SIGHUP). */
export async function createPolicy(file: string | undefined, adminUsers: readonly string[]) {
  const load = async () => readPolicy(file === undefined ? '' : await textOf(file));
  let current = await load();

  return {
    inForce: () => current,

    /** Takes effect on the next request. A file that cannot be used changes nothing. @throws {PolicyError} */
    async reload(): Promise<PolicyInForce> {
      current = await load();
      return current;
    },

    admins: (): readonly string[] => [...new Set([...adminUsers, ...current.rules.admins])],

    isAdmin: (username: string): boolean => {
      const name = username.toLowerCase();
      return adminUsers.includes(name) || current.rules.admins.includes(name);
    },
  };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException; // what Node's file system throws
    throw new PolicyError(`The policy file cannot be read (${code}).`, { cause: error });
  }
}
