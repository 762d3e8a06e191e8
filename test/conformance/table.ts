import type { Result } from './run.ts';

/** The results as a table in Markdown, and a line that counts them. */
export function toTable(results: readonly Result[]): string {
  const rows = results.map(
    ({ id, requirement, source, outcome, remarks }) =>
      `| ${id} | ${cell(requirement)} | ${cell(source)} | ${cell([outcome, ...remarks].join('; '))} |`,
  );
  const head = ['| id | requirement | source | outcome |', '|---|---|---|---|'];
  return [...head, ...rows, '', countOf(results)].join('\n');
}

function countOf(results: readonly Result[]): string {
  const of = (wanted: Result['outcome']) =>
    results.filter(({ outcome }) => outcome === wanted).length;
  return `${of('pass')} pass, ${of('fail')} fail, ${of('not applicable')} not applicable`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
