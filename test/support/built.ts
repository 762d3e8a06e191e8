import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = { server: ['server', 'views'], sandbox: ['sandbox'] } as const;

/** Node's arguments for the portal or the sandbox: what was built, which starts sooner; the sources, when they are newer. */
export function commandFor(part: keyof typeof sources): readonly string[] {
  const built = `dist/${part}/main.js`;
  const isFresh = timeOf(built) > Math.max(...sources[part].flatMap(timesIn));
  return isFresh ? ['--enable-source-maps', built] : ['--import', 'tsx', `${part}/main.ts`];
}

function timesIn(folder: string): readonly number[] {
  const files = readdirSync(root + folder, { recursive: true, encoding: 'utf8' });
  return files.map((file) => timeOf(`${folder}/${file}`));
}

/** 0 for what is not there. */
function timeOf(file: string): number {
  return statSync(root + file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
