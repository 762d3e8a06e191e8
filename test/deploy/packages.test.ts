import { readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { expect, test } from '@jest/globals';

test('every package that the portal imports is installed without development packages, too', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const imported = [...filesIn('server'), ...filesIn('views')].flatMap(packagesIn);
  const missing = imported.filter((name) => !Object.hasOwn(dependencies, name));
  expect([...new Set(missing)]).toEqual([]);
});

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => `${folder}/${file}`);
}

/** `@scope/name/deep/file.js` is a file of `@scope/name`. */
function packagesIn(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?!import type).*\bfrom '([^.'][^']*)';$/gm,
  );
  const names = [...imports].map(([, from = '']) => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? '');
  return names.filter((name) => !isBuiltin(name));
}
