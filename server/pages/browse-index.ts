import { Router } from 'express';
import { browseIndexPage } from '../../views/browse-index.ts';
import { lackedScope } from '../browse/access.ts';
import type { Collection } from '../browse/collection.ts';
import { collections } from '../browse/collections.ts';
import { sendPage } from '../http/answer.ts';
import type { CsvTable } from '../http/csv.ts';
import { asksForData, sendListData } from '../http/list-data.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import type { PageDeps } from './page-deps.ts';

/** `/browse`: what there is to look at. */
export function browseIndexPages({ guards, chromeOf, limits }: PageDeps): Router {
  const router = Router();
  router.get(
    paths.browse.pattern,
    limits.exports,
    guards.signedIn((req, res, visitor) => {
      if (asksForData(req)) return sendListData(req, res, toIndex(visitor));
      sendPage(res, browseIndexPage(chromeOf(req, res), { groups: toGroups(visitor) }));
    }),
  );
  return router;
}

function toGroups(visitor: Visitor) {
  return (['Resources', 'Catalogue', 'Monitoring', 'Account'] as const).map((title) => ({
    title,
    lists: collections
      .filter(({ group }) => group === title)
      .map((one) => ({
        title: one.title,
        about: one.about,
        href: hrefOf(one),
        lacks: lackedScope(one, visitor) ?? undefined,
      })),
  }));
}

function toIndex(visitor: Visitor): CsvTable {
  return {
    name: 'lists',
    columns: ['name', 'title', 'group', 'path', 'needs'],
    rows: collections.map((one) => ({
      name: one.name,
      title: one.title,
      group: one.group,
      path: hrefOf(one),
      needs: lackedScope(one, visitor) ?? '',
    })),
  };
}

function hrefOf({ name }: Collection): string {
  return name === 'linodes' ? paths.linodes.to({}) : paths.browseList.to({ collection: name });
}
