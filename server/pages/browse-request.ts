import type { Request, Response } from 'express';
import type { Collection } from '../browse/collection.ts';
import type { Asked } from '../browse/query.ts';
import type { Visitor } from '../session/visitor.ts';

/** A page that somebody opened. */
export interface Opened {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

/** What is asked of a list, and who asks. */
export interface BrowseRequest extends Opened {
  readonly collection: Collection;
  readonly asked: Asked;
  /** Those to choose from, by id, where the list depends on one. */
  readonly regions?: ReadonlyMap<string, string>;
}
