import { readFileSync } from 'node:fs';

/** Reads one of the JSON files beside this module; they are ours, so their shape is trusted. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the one cast here
export function readData<Shape>(file: `${string}.json`): Shape {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Shape;
}
