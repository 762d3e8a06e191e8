import { Router, type Request, type Response } from 'express';
import { auditPolicyPage, type AuditPolicyProps } from '../../views/audit-policy.ts';
import { createAssess } from '../audit/assess.ts';
import type { Holding } from '../audit/holding.ts';
import { PolicyError, readPolicy, type PolicyRules } from '../audit/policy.ts';
import { risks, type Risk } from '../audit/risks.ts';
import { sendPage } from '../http/answer.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import type { PageDeps } from './page-deps.ts';

/** `/audit/policy`: the rules in force, and what others would change. Nothing is saved here. */
export function auditPolicyPages(deps: PageDeps): Router {
  const { guards } = deps;
  const router = Router();

  router.get(
    paths.auditPolicy.pattern,
    guards.admin((req, res, visitor) => show(deps, { req, res, visitor }, '')),
  );

  router.post(
    paths.auditPolicy.pattern,
    guards.adminForm({
      fields: { policy: 'one' },
      async submit(req, res, { visitor, values }) {
        const preview = await previewOf(deps, visitor, values.policy);
        show(deps, { req, res, visitor }, values.policy, preview);
      },
    }),
  );
  return router;
}

type Preview = NonNullable<AuditPolicyProps['preview']>;

async function previewOf(deps: PageDeps, admin: Visitor, text: string): Promise<Preview> {
  try {
    const { rules } = readPolicy(text);
    const organisation = await deps.organisations.current(admin);
    const { all } = await deps.holdingsOf(organisation);
    const then = createAssess(organisation, rules)(all);
    const names = Object.keys(risks) as Risk[];
    const changes = names.flatMap((risk) => changesOf(risk, all, then));
    return { changes: [...changes, ...adminChanges(deps, rules)] };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { changes: [], problem: error.message };
  }
}

function changesOf(
  risk: Risk,
  now: readonly Holding[],
  then: readonly Holding[],
): Preview['changes'] {
  const before = new Set(now.filter((one) => one.risks.includes(risk)).map(({ ref }) => ref));
  const after = then.filter((one) => one.risks.includes(risk));
  const added = after.filter(({ ref }) => !before.has(ref));
  const gone = before.size - (after.length - added.length);
  if (added.length === 0 && gone === 0) return [];
  const owners = [...new Set(added.map(({ owner }) => owner))];
  return [{ words: `${risks[risk]}: ${added.length} more, ${gone} fewer`, owners }];
}

function adminChanges({ policy }: PageDeps, { admins }: PolicyRules): Preview['changes'] {
  const now = policy.inForce().rules.admins;
  const added = admins.filter((name) => !now.includes(name));
  const gone = now.filter((name) => !admins.includes(name));
  return [
    ...(added.length > 0 ? [{ words: 'Would become administrators', owners: added }] : []),
    ...(gone.length > 0
      ? [{ words: 'Would be administrators no more by this file', owners: gone }]
      : []),
  ];
}

function show(
  { chromeOf, proofs, policy }: PageDeps,
  { req, res, visitor }: { req: Request; res: Response; visitor: Visitor },
  ...[previewText, preview]: [string, Preview?]
): void {
  const { rules, hash, loadedAt } = policy.inForce();
  const page = auditPolicyPage(chromeOf(req, res), {
    hash,
    loadedAt,
    admins: policy.admins(),
    rules: inWords(rules),
    previewText,
    proof: proofs.make(visitor, paths.auditPolicy.pattern),
    ...(preview !== undefined && { preview }),
  });
  sendPage(res, page, preview?.problem === undefined ? 200 : 422);
}

function inWords({
  tokens,
  two_factor: twoFactor,
  known_apps: apps,
}: PolicyRules): AuditPolicyProps['rules'] {
  return [
    {
      name: 'tokens.expires_soon_days',
      value: String(tokens.expires_soon_days),
      text: 'A token that ends within so many days is flagged.',
    },
    {
      name: 'tokens.old_after_days',
      value: String(tokens.old_after_days),
      text: 'A token older than so many days is flagged.',
    },
    {
      name: 'tokens.allow_never',
      value: String(tokens.allow_never),
      text: 'Whether a token made here may be without an end.',
    },
    {
      name: 'two_factor.required',
      value: String(twoFactor.required),
      text: 'Whether tokens of people without two-factor authentication are flagged.',
    },
    {
      name: 'known_apps',
      value: apps.join(', ') || 'None',
      text: 'OAuth apps that are expected; any other is flagged.',
    },
  ];
}
