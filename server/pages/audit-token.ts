import { Router } from 'express';
import { auditTokenPage, type AuditTokenProps } from '../../views/audit-token.ts';
import type { Holding } from '../audit/holding.ts';
import type { Organisation } from '../audit/organisation.ts';
import { risks, unexercised, type Risk } from '../audit/risks.ts';
import { NotFound } from '../errors.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import { levelOf, products, type ScopeSet } from '../linode/scopes.ts';
import { paths } from '../paths.ts';
import { readRef, toTokenRow } from './audit-rows.ts';
import { findHolding } from './audit-subject.ts';
import type { PageDeps } from './page-deps.ts';
import { timeInWords } from './time-words.ts';

/** `/audit/tokens/:ref`: all that is known of one token, and from where. */
export function auditTokenPages(deps: PageDeps): Router {
  const { guards, chromeOf, proofs, inventory } = deps;
  const router = Router();
  router.get(
    paths.auditToken.pattern,
    guards.admin(async (req, res, visitor) => {
      const ref = String(req.params['ref']);
      const named = readRef(ref);
      // A session has no page of its own: its person's page shows it.
      if (named?.kind === 'session')
        return seeOther(res, paths.auditUser.to({ name: named.owner }));
      const holding = await findHolding(deps, visitor, ref);
      if (holding === null) throw new NotFound();
      const organisation = await deps.organisations.current(visitor);
      const history = await inventory.historyOf(holding.owner, holding);
      const { allows } = holding;
      const props: AuditTokenProps = {
        row: toTokenRow(holding),
        facts: factsOf(holding, organisation),
        matrix: allows === null ? [] : toMatrix(allows),
        unknownScopes: allows?.unknown ?? [],
        explanations: holding.risks.map((risk) => ({
          words: risks[risk],
          text: explanations[risk],
        })),
        unexercised:
          allows === null ? [] : unexercised(allows, { changed: changedBy(organisation, holding) }),
        history,
        ladder,
        proof: proofs.make(visitor, paths.auditRevoke.pattern),
      };
      sendPage(res, auditTokenPage(chromeOf(req, res), props));
    }),
  );
  return router;
}

function toMatrix(allows: ScopeSet): AuditTokenProps['matrix'] {
  return products.map((product) => ({ product, level: levelOf(allows, product) ?? '' }));
}

function changedBy({ changed }: Organisation, { owner }: Holding) {
  if (changed === null) return null;
  const name = owner.toLowerCase();
  return new Set(Object.hasOwn(changed, name) ? changed[name] : []);
}

/** What the page's own rows do not say, and who told all of it. */
function factsOf(
  { kind, owner, id, seenAt, website }: Holding,
  { takenBy }: Organisation,
): AuditTokenProps['facts'] {
  const source =
    kind === 'event'
      ? `the account’s events, as ${takenBy} may read them`
      : `${owner}’s own account`;
  return [
    { name: 'Linode ID', value: String(id), source: '' },
    ...(website === '' ? [] : [{ name: 'Website', value: website, source: '' }]),
    { name: 'Told by', value: source, source: `at ${timeInWords(Date.parse(seenAt))}` },
  ];
}

const explanations: Readonly<Record<Risk, string>> = {
  'never-expires': 'If it leaks, it stays useful until somebody revokes it.',
  'expires-soon': 'Whatever uses it stops working on that day.',
  old: 'A secret that has existed this long has had many chances to be copied.',
  'full-access': 'It can do everything its owner can do, on every product.',
  'account-write':
    'It can change users, billing and OAuth clients, and can make further tokens that outlive it.',
  'not-exercised':
    'It may change products in which no change by its owner was recorded in 90 days. Linode does not report which token made a change.',
  'no-two-factor': 'Its owner’s password alone protects the account it belongs to.',
  'owner-gone':
    'Its owner is not among the account’s users any more. Whether Linode ended the token with the user is not reported.',
  'unknown-app': 'The policy file does not name this app among the known ones.',
  'unknown-scopes':
    'What it may do is not known, or is written in words that Quayside does not know.',
};

const ladder = [
  {
    words: 'Through a live session of its owner',
    text: 'While the owner is signed in here with access to manage tokens, Quayside deletes it with their own access and reads back that it is gone.',
  },
  {
    words: 'By its owner',
    text: 'Otherwise the owner is asked: at their next sign-in they meet the request, with one button.',
  },
  {
    words: 'By their password or user',
    text: 'If they do not answer: an administrator of the Linode account can delete the user at Linode. What that does to the token is not documented, and it cannot be undone.',
  },
];
