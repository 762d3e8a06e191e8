import type { Response } from 'express';
import { stringify } from 'csv-stringify/sync';

export type CsvRow = Readonly<Record<string, string | number>>;

export interface CsvTable {
  /** The file's name, without its ending. */
  readonly name: string;
  /** They stand in the first line, also of a table without rows. */
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** Sends a table as a file. A cell that a spreadsheet would take for a formula is made plain text. */
export function sendCsv(res: Response, { name, columns, rows }: CsvTable): void {
  const options = { header: true, columns: [...columns], escape_formulas: true, bom: true };
  res
    .attachment(`${name}.csv`)
    .type('text/csv')
    .send(stringify([...rows], options));
}
