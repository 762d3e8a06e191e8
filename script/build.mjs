import { cpSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

// The portal and its packages become one file: a process that has to open and compile a thousand
// takes more than twice the CPU to start (docs/performance.md).
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['server/main.ts'],
  outfile: 'dist/server/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Packages in CommonJS ask for Node's modules by `require`, which a module in ESM does not have.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  sourcemap: true,
  sourcesContent: false,
  // Errors are told apart by the names of their classes, in logs and in some packages.
  keepNames: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
cpSync('views/assets', 'dist/views/assets', { recursive: true });
