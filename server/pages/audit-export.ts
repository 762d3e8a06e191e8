import type { Request, Response } from 'express';
import type { CsvTable } from '../http/csv.ts';
import { sendListData } from '../http/list-data.ts';
import { contextOf } from '../http/request-context.ts';
import type { Visitor } from '../session/visitor.ts';
import type { PageDeps } from './page-deps.ts';

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

/** A list of the audit to take along, once that is in the log. */
export async function sendAuditData(
  { audit }: PageDeps,
  { req, res, visitor: { username } }: Asked,
  table: CsvTable,
): Promise<void> {
  await audit.record({ type: 'audit.exported', username, path: req.path }, contextOf(req));
  sendListData(req, res, table);
}
