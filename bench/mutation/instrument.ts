import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { filesIn } from './copy.ts';

/** The folders of server/ whose mutants are made. */
export const folders = ['session', 'oauth', 'vault', 'provisioning', 'audit'] as const;

export type Folder = (typeof folders)[number];

/** One change of one place, which is made while its id is switched on. */
export interface Mutant {
  readonly id: string;
  readonly folder: Folder;
  /** Its path from the root. */
  readonly file: string;
  readonly line: number;
  /** Stryker's name for the kind of change. */
  readonly mutator: string;
  readonly was: string;
  readonly became: string;
}

const silent = () => undefined;
const logger = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => true,
  isErrorEnabled: () => true,
  isFatalEnabled: () => true,
  trace: silent,
  debug: silent,
  info: silent,
  warn: console.warn,
  error: console.error,
  fatal: console.error,
};

/** Puts all mutants behind Stryker's switches into the copy's sources. The ids depend on these alone. */
export async function instrument(root: string): Promise<readonly Mutant[]> {
  const names = folders.flatMap((folder) => filesIn(root, `server/${folder}`, '.ts'));
  const sources = new Map(names.map((name) => [name, readFileSync(path.join(root, name), 'utf8')]));
  const { files, mutants } = await new Instrumenter(logger).instrument(
    [...sources].map(([name, content]) => ({ name, content, mutate: true })),
    { plugins: null, excludedMutations: [], ignorers: [], noHeader: false },
  );
  for (const { name, content } of files) writeFileSync(path.join(root, name), content);
  return mutants.map(({ id, fileName, location, mutatorName, replacement }) => ({
    id,
    folder: folderOf(fileName),
    file: fileName,
    line: location.start.line + 1,
    mutator: mutatorName,
    was: textAt(sources.get(fileName) ?? '', location),
    became: replacement,
  }));
}

function folderOf(file: string): Folder {
  return file.split('/')[1] as Folder; // only files of these folders were instrumented
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Lines and columns are counted from 0; `end` lies behind the last character. */
function textAt(text: string, { start, end }: { start: Place; end: Place }): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, end.column) ?? '';
  lines[0] = lines[0]?.slice(start.column) ?? '';
  return lines.join('\n');
}
