import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { formsIn } from '../conformance/forms.ts';
import { ada, atTokenCheck, createdToken } from '../me/me-support.ts';
import { checkPath, openCheckPage, signInAsCreator } from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { formFields, TestVisitor, type Answer } from '../support/visitor.ts';
import { anyText, brokenEncodings, nastyTexts } from './nasty-texts.ts';

/** A form as it stands in a page of the portal. */
interface Form {
  readonly page: string;
  readonly action: string;
  /** What it would send untouched, by name; one that may be sent several times has several. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

let portal: TestPortal;
let visitor: TestVisitor;
let forms: readonly Form[];

beforeAll(async () => {
  portal = await startPortal({ env: { LINODE_SCOPES: '*' } });
  await portal.sandbox.switches({ rateLimits: 'off' });
  // In another browser, so that there is a session to end.
  await new TestVisitor(portal).signIn(ada);
  visitor = await signInAsCreator(portal, ada);
  forms = await everyForm();
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.sandbox.clearLog();
});

/** By opening every page that has one. */
async function everyForm(): Promise<readonly Form[]> {
  const [linode] = await portal.sandbox.linodes();
  const token = await createdToken(visitor);
  const { request } = formFields((await openCheckPage(visitor, 'input-1')).text, checkPath);
  const drafted = await atTokenCheck(visitor);
  const { draft } = formFields(drafted.text, '/me/tokens/create/check');
  const app = /\/me\/apps\/\d+\/revoke/.exec((await visitor.get('/me')).text)?.[0] ?? '';
  const pages = [
    '/linodes/create',
    `${checkPath}?request=${request}`,
    ...['boot', 'reboot', 'shutdown'].map((action) => `/linodes/${linode?.id}/${action}`),
    '/me',
    '/me/tokens/create',
    `/me/tokens/create/check?draft=${draft}`,
    `/me/tokens/${token.id}/rename`,
    `/me/tokens/${token.id}/revoke`,
    app,
    '/scaleway/connect',
    '/audit/tokens',
    '/audit/users/max-member',
    '/audit/lookup',
    '/audit/policy',
  ];
  const found = new Map<string, Form>();
  for (const page of pages) {
    const { text, status } = await visitor.get(page);
    expect({ page, status }).toEqual({ page, status: 200 });
    for (const [markup] of text.matchAll(/<form\b[\s\S]*?<\/form>/g)) {
      const [form] = formsIn(markup);
      if (form?.method !== 'post') continue;
      const unsent = [...markup.matchAll(/ name="(\w+)"/g)].map(([, name = '']) => [name, []]);
      const fields = { ...Object.fromEntries(unsent), ...form.fields };
      found.set(form.action, { page, action: form.action, fields });
    }
  }
  return [...found.values()];
}

/** Sent as a browser would, with these pairs behind the form's own. Limits are not the subject here. */
async function send(form: Form, changed: Form['fields'], more = ''): Promise<Answer> {
  const limits = await portal.redisServer.client.keys('rate:*');
  if (limits.length > 0) await portal.redisServer.client.del(limits);
  const fields = Object.entries({ ...form.fields, ...changed });
  const pairs = fields.flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const body = new URLSearchParams(pairs).toString() + more;
  return await visitor.postBody(form.action, body);
}

/** A page in words, or a way on: never a bug, never Linode's or Node's own words for one. */
function expectSober(answer: Answer, sent: object): void {
  const { status, text } = answer;
  const isSober = status === 303 || (status >= 400 && status < 500) || status === 200;
  const told = isSober ? '' : text;
  expect({ ...sent, status: isSober ? 'sober' : status, told }).toEqual({
    ...sent,
    status: 'sober',
    told: '',
  });
}

test('every form of the portal is here', () => {
  expect(forms.map(({ action }) => action.replaceAll(/\d{3,}|[\w-]{22}/g, ':id')).sort()).toEqual([
    '/audit/lookup',
    '/audit/policy',
    '/audit/revoke',
    '/audit/users/max-member/block',
    '/linodes/:id/boot',
    '/linodes/:id/reboot',
    '/linodes/:id/shutdown',
    '/linodes/create',
    '/linodes/create/check',
    '/me/apps/:id/revoke',
    '/me/sessions/:id/end',
    '/me/sessions/end-others',
    '/me/tokens/:id/rename',
    '/me/tokens/:id/revoke',
    '/me/tokens/create',
    '/me/tokens/create/check',
    '/scaleway/connect',
    '/sign-out',
    '/theme',
  ]);
});

describe('every form', () => {
  test.each([
    ['of a field that it does not have', () => '&more=1'],
    ['of a field by a prototype’s name', () => '&__proto__=1&constructor=1'],
    ['of a nested field', (name: string) => `&${name}%5Bx%5D=1`],
    ['of a list in brackets', (name: string) => `&${name}%5B%5D=1`],
    ['of a prototype’s member', () => '&__proto__%5BisAdmin%5D=1'],
    ['of one field given twice', (name: string) => `&${name}=1&${name}=2`],
  ])('is refused because %s, and Linode is asked nothing', async (_, toMore) => {
    for (const form of forms) {
      const single = Object.keys(form.fields).find((name) => !severalAllowed.has(name)) ?? 'proof';
      const { status } = await send(form, {}, toMore(single));
      // The proof itself given twice is no proof.
      const refusal = single === 'proof' && status === 403 ? 403 : 400;
      expect({ action: form.action, status }).toEqual({ action: form.action, status: refusal });
    }
    const changing = (await portal.sandbox.log()).filter(({ method }) => method !== 'GET');
    expect(changing).toEqual([]);
  });

  test('larger than any form may be is 413', async () => {
    for (const form of forms) {
      const { status } = await send(form, {}, `&more=${'x'.repeat(1_000_000)}`);
      expect({ action: form.action, status }).toEqual({ action: form.action, status: 413 });
    }
  });

  test('takes what is no text, and nothing breaks', async () => {
    for (const form of typable()) {
      for (const value of brokenEncodings) {
        const [name = ''] = form.names;
        const answer = await send(form, { [name]: [] }, `&${name}=${value}`);
        expectSober(answer, { action: form.action, name, value });
      }
    }
  });

  test('takes whatever is typed, and nothing breaks', async () => {
    for (const form of typable()) {
      const property = fc.asyncProperty(
        fc.constantFrom(...form.names),
        anyText(),
        async (name, value) => {
          const answer = await send(form, { [name]: [value] });
          expectSober(answer, { action: form.action, name, value });
        },
      );
      await fc.assert(property, { numRuns: nastyTexts.length + 6, examples: nastyFor(form) });
    }
  });
});

/** Several boxes may be ticked. */
const severalAllowed = new Set(['proof', 'target', 'authorized_users']);

interface TypableForm extends Form {
  readonly names: readonly string[];
}

/** Fields that are not the portal's own; without the forms whose button alone acts. */
function typable(): readonly TypableForm[] {
  return forms
    .map((form) => ({
      ...form,
      names: Object.keys(form.fields).filter((name) => name !== 'proof'),
    }))
    .filter(({ names, action }) => names.length > 0 && action !== '/sign-out');
}

/** Every nasty text once, each field in its turn. */
function nastyFor({ names }: TypableForm): [string, string][] {
  return nastyTexts.map((text, index) => [names[index % names.length] ?? '', text]);
}

describe('a form with a mistake says so beside the field, and', () => {
  const long = `long ${'x'.repeat(600)}`;

  // What was typed at random above has used up some of them.
  beforeAll(async () => {
    forms = await everyForm();
  });

  test.each([
    {
      action: '/linodes/create',
      typed: { step: ['check'], label: ['not a label'] },
      field: 'label',
    },
    { action: '/linodes/create', typed: { step: ['check'], tags: ['ok-tag, x'] }, field: 'tags' },
    {
      action: '/linodes/create',
      typed: { step: ['check'], label: ['\u202Egnp.exe'] },
      field: 'label',
    },
    { action: '/me/tokens/create', typed: { label: [long] }, field: 'label' },
    {
      action: '/me/tokens/create',
      typed: { expiry: ['date'], expiry_date: ['2026-02-31'] },
      field: 'expiry_date',
    },
    { action: /rename$/, typed: { label: [long] }, field: 'label' },
    { action: /block$/, typed: { reason: [long] }, field: 'reason' },
  ])('keeps what was typed: $action, $field', async ({ action, typed, field }) => {
    const answer = await send(formAt(action), typed);
    expectMistake(answer, field);
    const values = formsIn(answer.text).flatMap(({ fields }) => Object.values(fields).flat());
    expect(values).toEqual(expect.arrayContaining(new Map(Object.entries(typed)).get(field) ?? []));
  });

  test.each([
    [checkPath, 'root_password', 'Short1'],
    ['/scaleway/connect', 'secret_key', 'a-wrong-secret-key'],
    ['/audit/lookup', 'token', 'not-a-pasted-token'],
  ])('does not show a secret again: %s, %s', async (action, field, secret) => {
    const answer = await send(formAt(action), { [field]: [secret] });
    expectMistake(answer, field);
    expect(answer.text).not.toContain(secret);
  });
});

function formAt(action: string | RegExp): Form {
  const isIt = (form: Form) =>
    typeof action === 'string' ? form.action === action : action.test(form.action);
  const form = forms.find(isIt);
  if (form === undefined) throw new Error(`no form at ${action.toString()}`);
  return form;
}

function expectMistake({ status, text }: Answer, field: string): void {
  expect(status).toBe(422);
  expect(text).toMatch(/<title>Error: /);
  expect(text).toContain(`href="#${field}"`);
  expect(text).toContain(`id="${field}"`);
  expect(text).toContain(`id="${field}-error"`);
}
