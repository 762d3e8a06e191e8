import { Router, type Request, type Response } from 'express';
import { auditLookupPage, type AuditLookupProps } from '../../views/audit-lookup.ts';
import { sendPage } from '../http/answer.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { toTokenRow } from './audit-rows.ts';
import type { PageDeps } from './page-deps.ts';

const PREFIX = 16;

/** `/audit/lookup`: whose token is this? What is pasted is neither kept, nor logged, nor shown again. */
export function auditLookupPages(deps: PageDeps): Router {
  const { guards } = deps;
  const router = Router();

  router.get(
    paths.auditLookup.pattern,
    guards.admin((req, res, visitor) => show(deps, { req, res, visitor }, { errors: [] })),
  );

  router.post(
    paths.auditLookup.pattern,
    guards.adminForm({
      fields: { token: 'one' },
      async submit(req, res, { visitor, values }) {
        const pasted = values.token.trim().toLowerCase();
        const text = 'Paste a token, or its first 16 characters: digits and the letters a to f';
        if (!/^[0-9a-f]{16,128}$/.test(pasted))
          return show(deps, { req, res, visitor }, { errors: [{ field: 'token', text }] });
        const { all } = await deps.holdingsOf(await deps.organisations.current(visitor));
        const found = all.filter(
          ({ prefix }) => prefix !== '' && pasted.startsWith(prefix.slice(0, PREFIX)),
        );
        const none =
          'No token that Quayside has seen begins like this. Its owner may never have signed in here.';
        const answer = found.length > 0 ? { found: found.map(toTokenRow) } : { none };
        show(deps, { req, res, visitor }, { errors: [], answer });
      },
    }),
  );
  return router;
}

function show(
  { chromeOf, proofs }: PageDeps,
  { req, res, visitor }: { req: Request; res: Response; visitor: Visitor },
  shown: Pick<AuditLookupProps, 'errors' | 'answer'>,
): void {
  const proof = proofs.make(visitor, paths.auditLookup.pattern);
  const page = auditLookupPage(chromeOf(req, res), { proof, ...shown });
  sendPage(res, page, shown.errors.length > 0 ? 422 : 200);
}
