import type { Request, Response } from 'express';
import { wantedBy } from './answer.ts';
import { sendCsv, type CsvTable } from './csv.ts';

/** Whether a program asks, or a person for a file. */
export function asksForData(req: Request): boolean {
  return wantedBy(req) === 'json';
}

/** A whole list: as a table for `?format=csv`, else in the envelope that Linode's lists come in. */
export function sendListData(req: Request, res: Response, table: CsvTable): void {
  if (req.query['format'] === 'csv') return sendCsv(res, table);
  const { rows } = table;
  res.json({ data: rows, page: 1, pages: 1, results: rows.length });
}
