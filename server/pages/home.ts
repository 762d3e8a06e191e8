import { Router, type Request, type Response } from 'express';
import { homePage, type HomeProps } from '../../views/home.ts';
import { welcomePage } from '../../views/welcome.ts';
import { sendPage } from '../http/answer.ts';
import { toProblem } from '../http/problem.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { listLinodes } from '../linode/instances.ts';
import { paths, safeReturnTo } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { accessRows } from './access.ts';
import type { PageDeps } from './page-deps.ts';
import { toRequestRow } from './request-live.ts';
import { accessOf } from './session-access.ts';

const NEWEST = 5;

/** `/`: for a stranger what this is, with the one button; for a visitor what is going on. */
export function homePages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.home.pattern,
    deps.guards.anyone(async (req, res, visitor) => {
      if (visitor === null) return welcome(deps, req, res);
      const [linodes, requests, createRefusal, wishes] = await Promise.all([
        countLinodes(visitor).catch(toPanelProblem),
        deps.provisioning.requests.listOf(visitor.username),
        deps.createRefusalOf(visitor).catch(() => undefined),
        deps.wishes.of(visitor.username),
      ]);
      const rows = requests.slice(0, NEWEST).map(toRequestRow);
      sendPage(
        res,
        homePage(deps.chromeOf(req, res), {
          access: accessOf(visitor),
          linodes,
          requests: rows,
          createRefusal,
          wishes,
        }),
      );
    }),
  );
  return router;
}

function welcome({ config, chromeOf }: PageDeps, req: Request, res: Response): void {
  const returnTo = safeReturnTo(req.query['returnTo']);
  const isDeepLink = returnTo !== paths.home.pattern;
  const page = welcomePage(chromeOf(req, res), {
    signInHref: paths.signIn.to({}, isDeepLink ? { returnTo } : {}),
    access: accessRows(config.linode.scopes),
    returning: isDeepLink,
  });
  sendPage(res, page);
}

async function countLinodes(visitor: Visitor): Promise<HomeProps['linodes']> {
  const { data, results } = await listLinodes(visitor.linode, { pageSize: 500 });
  const counts = new Map<string, number>();
  for (const { status } of data) counts.set(status, (counts.get(status) ?? 0) + 1);
  return {
    counts: [...counts].map(([status, count]) => ({ status, count })),
    total: results,
  };
}

/** One panel's trouble is told in its place; a dead token is everybody's. */
function toPanelProblem(error: unknown): { problem: string } {
  if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
  return { problem: toProblem(error).text };
}
