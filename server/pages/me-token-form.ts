import type { Request, Response } from 'express';
import { createTokenPage } from '../../views/me-token-create.ts';
import type { FormErrors } from '../../views/components/error-summary.ts';
import { BadRequest } from '../errors.ts';
import { sendPage } from '../http/answer.ts';
import { products } from '../linode/scopes.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { levelsFrom, tokenAnswers, type TokenAnswers } from '../tokens/answers.ts';
import { recipes } from '../tokens/recipes.ts';
import type { PageDeps } from './page-deps.ts';
import { productWords } from './scope-view.ts';

/** The form for a token, shown for the first time or again. */
export interface ShownTokenForm {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
  readonly draft: string;
  readonly answers: TokenAnswers;
  readonly recipe?: string;
  readonly errors?: FormErrors;
  readonly notice?: string;
}

const inputOf = (product: string) => `scope_${product}`;

export const tokenFields: Readonly<Record<string, 'one'>> = {
  draft: 'one',
  label: 'one',
  expiry: 'one',
  expiry_date: 'one',
  all: 'one',
  ...Object.fromEntries(products.map((product) => [inputOf(product), 'one' as const])),
};

/** @throws {BadRequest} for a choice that the form does not offer. */
export function toTokenAnswers(values: Readonly<Record<string, string>>): TokenAnswers {
  const text = (name: string) => values[name] ?? '';
  const parsed = tokenAnswers.safeParse({
    label: text('label').trim(),
    expiry: text('expiry'),
    expiryDate: text('expiry_date').trim().slice(0, 20),
    all: text('all') || 'none',
    // What was not chosen is not sent, which is the same as none.
    levels: Object.fromEntries(products.map((one) => [one, text(inputOf(one)) || 'none'])),
  });
  if (!parsed.success) throw new BadRequest('a choice that the form does not offer');
  return parsed.data;
}

export function showTokenForm(deps: PageDeps, shown: ShownTokenForm): void {
  const { req, res, visitor, draft, answers, recipe = '', errors = [], notice } = shown;
  const levels = levelsFrom((product) => answers.levels[product]);
  const page = createTokenPage(deps.chromeOf(req, res), {
    draft,
    proof: deps.proofs.make(visitor, paths.createToken.pattern),
    recipes: recipes.map(({ name, title, why }) => ({
      title,
      why,
      href: paths.createToken.to({}, { recipe: name }),
      isChosen: name === recipe,
    })),
    label: answers.label,
    expiry: answers.expiry,
    expiryDate: answers.expiryDate,
    neverAllowed: isNeverAllowed(deps),
    scopes: {
      all: answers.all,
      rows: products.map((product) => ({
        name: inputOf(product),
        label: productWords[product].label,
        level: levels[product],
      })),
    },
    errors,
    notice,
  });
  const isAgain = errors.length > 0 || notice !== undefined;
  sendPage(res, page, isAgain ? 422 : 200);
}

/** The house's policy may want every token to end. */
export function isNeverAllowed({ policy }: PageDeps): boolean {
  return policy.inForce().rules.tokens.allow_never;
}
