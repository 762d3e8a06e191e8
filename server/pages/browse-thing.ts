import type { Request } from 'express';
import { isThingId, type Collection, type Detail } from '../browse/collection.ts';
import { findCollection } from '../browse/collections.ts';
import { NotFound } from '../errors.ts';
import { apiPath } from '../linode/transport.ts';

/** One thing of a collection, as an address names it. */
export interface Thing {
  readonly collection: Collection;
  readonly detail: Detail;
  readonly id: string;
  /** Below the API's base. */
  readonly path: string;
}

/** @throws {NotFound} for what has no page of its own. */
export function readThing({ params }: Request): Thing {
  const { id } = params;
  const collection = findCollection(params['collection']);
  const detail = collection?.detail;
  if (collection === undefined || detail === undefined || !isThingId(id)) throw new NotFound();
  return { collection, detail, id, path: apiPath(`${collection.path}/`, id) };
}
