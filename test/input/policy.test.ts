import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { stringify } from 'yaml';
import { createPolicy, PolicyError, readPolicy } from '../../server/audit/policy.ts';
import { startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { nastyTexts } from './nasty-texts.ts';

/** The sentence that a text is refused with, or null when it is a policy. */
function refusalOf(text: string): string | null {
  try {
    const { rules } = readPolicy(text);
    expect(rules.admins.every((name) => typeof name === 'string')).toBe(true);
    expect(rules.tokens.old_after_days).toBeGreaterThan(0);
    return null;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.message;
  }
}

describe('a policy file', () => {
  test('of any text is a policy, or refused in a sentence that repeats nothing of it', () => {
    fc.assert(
      fc.property(anyYaml(), (text) => {
        const refusal = refusalOf(text);
        expect(refusal ?? 'The policy file').toMatch(/^The policy file/);
        expect(refusal ?? '').not.toContain('MARK');
        expect((refusal ?? '').length).toBeLessThan(2000);
      }),
      { numRuns: 200, examples: nastyTexts.map((text) => [text]) },
    );
  });

  test.each([
    ['a bomb of aliases', aliasBomb(9), 'is not YAML'],
    ['ten thousand brackets', '['.repeat(10_000), 'is not YAML'],
    ['a list in a list in a list …', '- '.repeat(3000), 'The policy file'],
    ['megabytes', `known_apps: [${'"a",'.repeat(500_000)}]`, 'is longer than'],
    ['two of one rule', 'admins: [a]\nadmins: [b]', 'is not YAML'],
    ['two documents', 'admins: [a]\n---\nadmins: [b]', 'is not YAML'],
    ['an unknown rule', 'tokens:\n  old_after_day: 3', 'tokens (unrecognized_keys)'],
    ['a number below one', 'tokens: { old_after_days: 0 }', 'tokens.old_after_days'],
    ['a number beyond all', 'tokens: { old_after_days: 1e309 }', 'tokens.old_after_days'],
    ['a prototype', '__proto__: { admins: [mallory] }', 'unrecognized_keys'],
    ['a prototype merged in', '<<: { admins: [mallory] }', 'unrecognized_keys'],
    ['a tag of another language', 'admins: !!js/function "() => 1"', 'admins'],
    ['a name that is none', 'admins: [[mallory]]', 'admins'],
    ['a text for a switch', 'two_factor: { required: "no" }', 'two_factor.required'],
  ])('with %s is refused in a sentence', (_, text, words) => {
    expect(refusalOf(text)).toContain(words);
  });

  test('that is empty, or a comment, is the defaults', () => {
    for (const text of ['', '# nothing yet\n', '---\n', 'null', '{}'])
      expect(refusalOf(text)).toBeNull();
  });

  test('that cannot be read is refused in a sentence', async () => {
    const refused = createPolicy('/nowhere/policy.yaml', []);
    await expect(refused).rejects.toBeInstanceOf(PolicyError);
    await expect(refused).rejects.toThrow('The policy file cannot be read (ENOENT).');
  });
});

/** Each line refers ten times to the one before. */
function aliasBomb(lines: number): string {
  const all = Array.from({ length: lines }, (_, index) => {
    const refers = Array(10).fill(`*k${index}`).join(', ');
    return `k${index + 1}: &k${index + 1} [${refers}]`;
  });
  return ['k0: &k0 [MARK]', ...all].join('\n');
}

/** Policies, what looks like them, and no YAML at all. */
function anyYaml(): fc.Arbitrary<string> {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(['MARK'], 'MARK', 0, -1, 1.5, true, null));
  const names = ['admins', 'tokens', 'sessions', 'two_factor', 'known_apps', 'MARK', '__proto__'];
  const inner = ['old_after_days', 'expires_soon_days', 'allow_never', 'required', 'MARK'];
  const rules = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(value, fc.dictionary(fc.constantFrom(...inner), value)),
  );
  return fc.oneof(
    rules.map((one) => stringify(one)),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.stringMatching(/^[-\s:[\]{}&*!|>'"%@`#,?a-z0-9]{0,60}$/),
  );
}

describe('a running portal that is told to read its policy again', () => {
  let folder: string;
  let redisServer: RedisServer;
  let portal: PortalProcess;
  const file = () => path.join(folder, 'policy.yaml');

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quayside-policy-'));
    await writeFile(file(), 'admins: [ada-admin]\n');
    redisServer = await startRedis();
    portal = await startPortalProcess({
      REDIS_URL: redisServer.url,
      POLICY_FILE: file(),
      LINODE_CLIENT_ID: 'a-client',
      LINODE_CLIENT_SECRET: 'a-secret',
      ALLOWED_USERS: 'ada-admin',
    });
  });
  afterAll(async () => {
    await portal.stop();
    await redisServer.stop();
    await rm(folder, { recursive: true });
  });

  /** Writes the file, sends the signal, and waits until the portal has said so much of it. */
  async function reload(text: string | null, words: RegExp): Promise<void> {
    const before = portal.logLines.filter((line) => words.test(line)).length;
    if (text === null) await rm(file());
    else await writeFile(file(), text);
    portal.signal('SIGHUP');
    await until(`the portal says ${words.source}`, async () => {
      const now = portal.logLines.filter((line) => words.test(line)).length;
      return await Promise.resolve(now > before);
    });
  }

  test('goes by the old one until the new one can be used', async () => {
    const policy = await createPolicy(file(), []);
    const { hash } = policy.inForce();
    await writeFile(file(), 'admins: [mallory');
    await expect(policy.reload()).rejects.toBeInstanceOf(PolicyError);
    expect([policy.inForce().hash, policy.admins()]).toEqual([hash, ['ada-admin']]);
    await writeFile(file(), 'admins: [max-member]');
    await policy.reload();
    expect([policy.isAdmin('ada-admin'), policy.isAdmin('Max-Member')]).toEqual([false, true]);
  });

  const kept = /the file cannot be used, the one before stays in force/;

  test('says so, and runs on, when the new one is broken, long, or gone', async () => {
    for (const broken of ['admins: [', aliasBomb(9), '#'.repeat(300_000), 'admins: 5', null])
      await reload(broken, kept);
    expect((await fetch(`${portal.baseUrl}/healthz`)).status).toBe(200);
    expect(portal.isRunning()).toBe(true);
    const loaded = portal.logLines.filter((line) => line.includes('policy.loaded'));
    await reload('admins: [ada-admin, max-member]\n', /policy\.loaded/);
    const after = portal.logLines.filter((line) => line.includes('policy.loaded'));
    expect(after.length).toBe(loaded.length + 1);
    expect(portal.logLines.join('\n')).not.toContain('MARK');
  });
});
