import { printTable } from '../table.ts';
import { folders, type Mutant } from './instrument.ts';
import type { Measurement, Survivor, Verdict } from './measurement.ts';

type State = Verdict['outcome'] | 'not covered' | 'static';

type Counts = { readonly [state in State]: number };

interface Judged {
  readonly mutant: Mutant;
  readonly state: State;
  /** The suites that did not notice it. */
  readonly passed: readonly string[];
}

/** What became of each mutant, by what is known so far. */
export function judge(mutants: readonly Mutant[], measurement: Measurement): readonly Judged[] {
  const verdicts = new Map<string, Verdict[]>();
  for (const verdict of measurement.verdicts)
    verdicts.set(verdict.id, [...(verdicts.get(verdict.id) ?? []), verdict]);
  const coverages = Object.values(measurement.coverage).filter(({ isRepeatable }) => isRepeatable);
  const loading = new Set(coverages.flatMap((coverage) => coverage.static));
  const covered = new Set(coverages.flatMap(({ covers }) => Object.values(covers).flat()));
  return mutants.flatMap((mutant): Judged[] => {
    const own = verdicts.get(mutant.id) ?? [];
    const noticed = own.find(({ outcome }) => outcome !== 'survived');
    const passed = own.filter((verdict) => verdict !== noticed).map(({ suite }) => suite);
    const last = noticed ?? own[0];
    if (last !== undefined) return [{ mutant, state: last.outcome, passed }];
    if (covered.has(mutant.id)) return []; // not tried yet
    return [{ mutant, state: loading.has(mutant.id) ? 'static' : 'not covered', passed }];
  });
}

export function toSurvivors(judged: readonly Judged[]): readonly Survivor[] {
  return judged
    .filter(({ state }) => state === 'survived' || state === 'not covered')
    .map(({ mutant: { file, line, mutator, was, became }, passed }) => ({
      place: `${file}:${line}`,
      mutator,
      was,
      became,
      passed,
    }));
}

export function printScores(judged: readonly Judged[]): void {
  const rows = folders.flatMap((folder) => {
    const own = judged.filter(({ mutant }) => mutant.folder === folder);
    return own.length === 0 ? [] : [toRow(folder, own)];
  });
  printTable(
    [
      'folder',
      'mutants',
      'covered',
      'killed',
      'timed out',
      'survived',
      'not covered',
      'static',
      'score of covered',
      'score of all',
    ],
    [...rows, toRow('together', judged)],
  );
}

/** The scores as Stryker defines them: static mutants are in neither. */
function toRow(name: string, judged: readonly Judged[]): readonly (string | number)[] {
  const counts = count(judged);
  const noticed = counts.killed + counts['timed out'];
  const covered = noticed + counts.survived;
  return [
    name,
    judged.length,
    covered,
    counts.killed,
    counts['timed out'],
    counts.survived,
    counts['not covered'],
    counts.static,
    percent(noticed, covered),
    percent(noticed, covered + counts['not covered']),
  ];
}

function count(judged: readonly Judged[]): Counts {
  const counts = { killed: 0, 'timed out': 0, survived: 0, 'not covered': 0, static: 0 };
  for (const { state } of judged) counts[state] += 1;
  return counts;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
