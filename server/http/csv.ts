import type { Response } from 'express';
import { stringify } from 'csv-stringify/sync';

export type CsvRow = Readonly<Record<string, string | number>>;

/** Sends a table as a file. A cell that a spreadsheet would take for a formula is made plain text. */
export function sendCsv(res: Response, name: string, rows: readonly CsvRow[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const text = stringify([...rows], { header: true, columns, escape_formulas: true, bom: true });
  res.attachment(`${name}.csv`).type('text/csv').send(text);
}
