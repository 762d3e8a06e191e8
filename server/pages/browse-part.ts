import { Router } from 'express';
import { textAt } from '../browse/cells.ts';
import { getItem } from '../browse/list.ts';
import { isListPart, partOf } from '../browse/parts.ts';
import { NotFound } from '../errors.ts';
import { wantedBy } from '../http/answer.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { answerList } from './browse.ts';
import { readThing, type Thing } from './browse-thing.ts';
import type { PageDeps } from './page-deps.ts';

/** `/browse/:collection/:id/:part`: all of what belongs to one thing, such as a domain's records. */
export function browsePartPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.browsePart.pattern,
    deps.limits.exports,
    deps.guards.signedIn(async (req, res, visitor) => {
      const thing = readThing(req);
      const parts = (thing.detail.parts ?? []).filter(isListPart);
      const part = parts.find(({ name }) => name === req.params['part']);
      if (part === undefined) throw new NotFound();
      const { collection, id, path } = thing;
      const at = paths.browsePart.to({ collection: collection.name, id, part: part.name });
      const label = wantedBy(req) === 'html' ? labelOf(visitor, thing) : Promise.resolve(id);
      const back = paths.browseItem.to({ collection: collection.name, id });
      await answerList(
        deps,
        { req, res, visitor },
        {
          declared: partOf(collection, part, { path, at }),
          heading: label.then((text) => ({
            title: `${part.title}: ${text}`,
            about: `All ${part.many} of this ${collection.one}.`,
            back: { href: back, text },
          })),
        },
      );
    }),
  );
  return router;
}

/** What its page is called; its id while Linode does not say. */
async function labelOf(
  { linode }: Visitor,
  { collection, path, id }: Pick<Thing, 'collection' | 'path' | 'id'>,
): Promise<string> {
  const item = await getItem(linode, collection, path).catch(() => null);
  return (item && textAt(item, collection.columns[0].field)) || id;
}
