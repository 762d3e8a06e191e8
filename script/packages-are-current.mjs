import { readFileSync } from 'node:fs';

// Exit code 0 when node_modules holds what package-lock.json asks for, by what npm noted there.
const wanted = Object.entries(readPackages('package-lock.json'));
const installed = readPackages('node_modules/.package-lock.json');

// The entry without a path is the project itself; optional packages depend on the platform.
const isCurrent = wanted.every(
  ([path, { version, optional }]) =>
    path === '' || optional === true || installed[path]?.version === version,
);
process.exitCode = isCurrent ? 0 : 1;

/** @param {string} file */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return {}; // npm has not finished here yet
  }
}
