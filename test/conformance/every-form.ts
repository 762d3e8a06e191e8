import { claim, claimStatus } from './claim.ts';
import { crawl } from './crawl.ts';
import type { Answer } from './exchange.ts';
import { formsIn, type PageForm } from './forms.ts';
import { revokeCalls } from './logged.ts';
import type { Target } from './requirement.ts';
import { isSignedIn, signIn } from './sign-in.ts';
import type { Visitor } from './visitor.ts';

/** The hidden field with the proof that a form is the portal's own. */
export const PROOF = 'proof';

/** What is answered on the create form, so that nothing is missing but the last click. */
export const wishedLinode = {
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  step: 'check',
};

export interface OpenForm extends PageForm {
  /** Who has it open. */
  readonly visitor: Visitor;
}

/** A member with the access that creating Linodes and managing tokens needs. */
export async function signInWithAccess(target: Target<'passLogin'>): Promise<Visitor> {
  const visitor = target.stranger();
  const pass = target.passLogin('member');
  for (const start of ['', '?for=create-linodes', '?for=manage-tokens'])
    await signIn(visitor, pass, `/sign-in${start}`);
  return visitor;
}

/** The form of a page that posts to this path. */
export function formAt({ text, path }: Answer, action: string): PageForm {
  const form = formsIn(text).find((one) => one.method === 'post' && one.action === action);
  claim(form !== undefined, `${path.split('?')[0]} has no form for ${action}`);
  return form;
}

/** Nothing was changed at Linode, no token ended, and everybody is signed in as before. */
export async function claimNothingDone(
  { apiLog, loginLog }: Target<'apiLog' | 'loginLog'>,
  forms: readonly OpenForm[],
): Promise<void> {
  const changed = (await apiLog()).filter(({ method }) => !['GET', 'HEAD'].includes(method));
  claim(changed.length === 0, `Linode was asked to ${changed[0]?.method} ${changed[0]?.path}`);
  claim(revokeCalls(await loginLog()).length === 0, 'a token was revoked');
  for (const visitor of new Set(forms.map((form) => form.visitor)))
    claim(await isSignedIn(visitor), 'a session was ended');
}

/** The check page of a create, ready for the last click. */
export async function openCheckPage(visitor: Visitor, label: string): Promise<Answer> {
  const create = '/linodes/create';
  const sent = await visitor.submit(create, create, { ...wishedLinode, label });
  claimStatus(sent, [303], 'with what a Linode needs');
  return await visitor.get(sent.location ?? '');
}

/** Every form that posts, one of each shape: what a member and an administrator come across. */
export async function everyForm(
  target: Target<'passLogin' | 'signIn' | 'admin'>,
): Promise<readonly OpenForm[]> {
  // A second session of the member, for there to be one to end.
  await target.signIn('member');
  const member = await signInWithAccess(target);
  const token = { label: 'conformance', expiry: '3', scope_linodes: 'read_only' };
  const tokens = '/me/tokens/create';
  const drafted = await member.submit(tokens, tokens, token);
  const pages = [
    ...(await crawl(member)),
    await openCheckPage(member, 'conformance-draft'),
    await member.get(drafted.location ?? ''),
  ];
  const admin = await target.admin();
  const all = [...formsOn(member, pages), ...formsOn(admin, await crawl(admin))];
  const shapes = new Map(
    all.map((form) => [form.action.replaceAll(/\/[\w-]*\d[\w-]*/g, '/:id'), form]),
  );
  claim(shapes.size >= 15, `only ${shapes.size} forms were found`);
  return [...shapes.values()];
}

function formsOn(visitor: Visitor, pages: readonly Answer[]): readonly OpenForm[] {
  return pages
    .flatMap(({ text }) => formsIn(text))
    .filter(({ method }) => method === 'post')
    .map((form) => ({ ...form, visitor }));
}
