import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const leftOut = new Set([
  'node_modules',
  'bench/peers/node_modules',
  '.git',
  '.demo',
  'dist',
  'coverage',
]);

/** What decides about a mutant: what it is, and what tests it. */
const deciding = ['server', 'views', 'sandbox', 'test'];

/** A copy of the checkout that goes with this process, whose suites take their globals from ours. */
export function copyCheckout(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'quayside-mutation-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  cpSync(checkout, root, { recursive: true, filter: isTaken });
  symlinkSync(path.join(checkout, 'node_modules'), path.join(root, 'node_modules'));
  const globals = path.join(root, 'bench/mutation/globals.ts');
  for (const file of filesIn(root, 'test', '.ts')) {
    const text = readFileSync(path.join(root, file), 'utf8');
    writeFileSync(path.join(root, file), text.replace("'@jest/globals'", `'${globals}'`));
  }
  return root;
}

/**
 * Builds what suites start as processes of their own, once: jest would do it before each suite. What is
 * built is newer than all sources of the copy, and so is what the suites start.
 */
export function buildCopy(root: string): void {
  const file = path.join(root, 'package.json');
  const { jest, ...others } = JSON.parse(readFileSync(file, 'utf8')) as Package;
  const { globalSetup, ...options } = jest;
  const build = `import build from '${globalSetup.replace('<rootDir>', root)}'; await build();`;
  const args = ['--input-type=module', '--eval', build];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  writeFileSync(file, JSON.stringify({ ...others, jest: options }));
}

/** What package.json has for jest. */
interface Package {
  readonly jest: { readonly globalSetup: string };
}

function isTaken(source: string): boolean {
  return !leftOut.has(path.relative(checkout, source));
}

/** Tells one state of the sources and tests from another. */
export function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of deciding.flatMap((folder) => filesIn(checkout, folder, '')))
    hash.update(file).update(readFileSync(path.join(checkout, file)));
  return hash.digest('base64url');
}

/** The files in a folder and below it, by their paths from the root, in an order that is always the same. */
export function filesIn(root: string, folder: string, ending: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
