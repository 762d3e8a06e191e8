import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** The portal as one file, with its packages, and the assets it looks for beside itself. */
export async function bundlePortal() {
  await bundle('server/main.ts', 'dist/server/main.js');
  cpSync('views/assets', 'dist/views/assets', { recursive: true });
}

/** The stand-in for Linode likewise, for tests and measurements; never part of the image. */
export async function bundleSandbox() {
  await bundle('sandbox/main.ts', 'dist/sandbox/main.js');
  for (const file of readdirSync('sandbox/data').filter((name) => name.endsWith('.json')))
    cpSync(`sandbox/data/${file}`, `dist/sandbox/${file}`);
  cpSync('sandbox/login/sandbox.css', 'dist/sandbox/sandbox.css');
}

/**
 * A process that has to open and compile a thousand modules takes more than twice the CPU to start
 * (docs/performance.md).
 */
async function bundle(entry, outfile) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Packages in CommonJS ask for Node's modules by `require`, which a module in ESM lacks.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    // Node keeps the text of what it runs: without its spaces and comments a process is 11 MB smaller.
    minifyWhitespace: true,
    sourcemap: true,
    sourcesContent: false,
    plugins: [ownMapsAlone],
    // Some packages, and every log, tell classes apart by their names.
    keepNames: true,
    legalComments: 'linked',
    logLevel: 'warning',
  });
  for (const file of outputFiles) replace(file.path, file.contents);
}

/**
 * With the first stack that it shows, Node reads the whole map into memory: 59 MB with the packages'
 * lines, of which nobody asks for. A map of one entry for each of their files leaves them out.
 */
const ownMapsAlone = {
  name: 'own-maps-alone',
  setup({ onLoad }) {
    const map = Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64');
    const comment = `\n//# sourceMappingURL=data:application/json;base64,${map}`;
    onLoad({ filter: /[/\\]node_modules[/\\].*\.[cm]?js$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8') + comment,
      loader: 'default',
    }));
  },
};

/** At once, for processes that are started meanwhile. */
function replace(file, contents) {
  mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, file);
}
