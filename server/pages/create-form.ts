import type { Request, Response } from 'express';
import {
  createLinodePage,
  type CreateLinodeProps,
  type FormErrors,
} from '../../views/create-linode.ts';
import { stepUpPage } from '../../views/step-up.ts';
import { sendPage } from '../http/answer.ts';
import type { FormValues } from '../http/form.ts';
import { toProblem } from '../http/problem.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { listKeyOwners } from '../linode/profile.ts';
import { needs } from '../oauth/needs.ts';
import { paths } from '../paths.ts';
import type { Answers, Offer } from '../provisioning/answers.ts';
import type { Visitor } from '../session/visitor.ts';
import { toOptions } from './create-options.ts';
import type { PageDeps } from './page-deps.ts';

/** The create form, shown for the first time or again. */
export interface ShownForm {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
  readonly requestId: string;
  readonly answers: Answers;
  readonly errors?: FormErrors;
  readonly notice?: string;
}

export const createFields = {
  request: 'one',
  step: 'one',
  region: 'one',
  type: 'one',
  image: 'one',
  label: 'one',
  tags: 'one',
  authorized_users: 'many',
} as const;

export function toAnswers(values: FormValues<typeof createFields>): Answers {
  const { region, type, image, label, tags, authorized_users: authorizedUsers } = values;
  return { region, type, image, label: label.trim(), tags, authorizedUsers };
}

export async function loadOffer({ catalogue }: PageDeps, visitor: Visitor): Promise<Offer> {
  const [plans, regions, availability, images] = await Promise.all([
    catalogue.plans(),
    catalogue.regions(),
    catalogue.availability(),
    catalogue.images(visitor.linode, visitor.session),
  ]);
  return { plans, regions, availability, images };
}

export async function showForm(deps: PageDeps, shown: ShownForm): Promise<void> {
  const { req, res, visitor, requestId, answers, errors = [], notice } = shown;
  const [offer, keys, refusal] = await Promise.all([
    loadOffer(deps, visitor),
    keysFor(visitor),
    deps.createRefusalOf(visitor),
  ]);
  const props: CreateLinodeProps = {
    requestId,
    proof: deps.proofs.make(visitor, paths.createLinode.pattern),
    action: paths.createLinode.pattern,
    values: answers,
    errors,
    keys,
    refusal,
    notice,
    ...toOptions(offer, answers),
  };
  const isAgain = errors.length > 0 || notice !== undefined;
  sendPage(res, createLinodePage(deps.chromeOf(req, res), props), isAgain ? 422 : 200);
}

/** Creating needs a scope that sign-in does not ask for. */
export function askForCreateScope({ chromeOf }: PageDeps, req: Request, res: Response): void {
  const { link, scopes } = needs['create-linodes'];
  const page = stepUpPage(chromeOf(req, res), {
    title: 'Creating a Linode needs more access',
    why: 'You signed in with access to look. Creating something asks for access to change your Linodes, for this session.',
    scope: scopes.join(' '),
    link,
    href: paths.signIn.to({}, { for: 'create-linodes', returnTo: req.originalUrl }),
  });
  sendPage(res, page);
}

/** Without the keys a Linode can still be made with a password: the form says what is missing. */
async function keysFor(visitor: Visitor): Promise<CreateLinodeProps['keys']> {
  try {
    return await listKeyOwners(visitor.linode, visitor.username);
  } catch (error) {
    if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
    return { problem: `SSH keys cannot be listed. ${toProblem(error).text}` };
  }
}
