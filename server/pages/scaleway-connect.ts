import { Router, type Request, type Response } from 'express';
import type { FormErrors } from '../../views/create-linode.ts';
import { scalewayConnectPage } from '../../views/scaleway-connect.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import { paths } from '../paths.ts';
import { isSecretKey } from '../scaleway/client.ts';
import { ScalewayFailed, type Trouble } from '../scaleway/errors.ts';
import type { Visitor } from '../session/visitor.ts';
import type { PageDeps } from './page-deps.ts';

/** `/scaleway/connect` and `/scaleway/disconnect`: a key comes once, in a form, and is never shown again. */
export function scalewayConnectPages(deps: PageDeps): Router {
  const { guards, scalewayKeys, flash } = deps;
  const router = Router();

  router.get(
    paths.scalewayConnect.pattern,
    guards.signedIn((req, res, visitor) => {
      if (visitor.scalewaySince !== null) return seeOther(res, paths.scaleway.to({}));
      showConnectForm(deps, { req, res, visitor });
    }),
  );

  router.post(
    paths.scalewayConnect.pattern,
    guards.form({
      fields: { secret_key: 'one' },
      async submit(req, res, { visitor, values }) {
        const refused = await tryKey(deps, { req, res, visitor }, values.secret_key.trim());
        if (refused !== null) return showConnectForm(deps, { req, res, visitor, ...refused });
        flash.put(res, 'scaleway-connected');
        seeOther(res, paths.scaleway.to({}));
      },
      outdated(req, res, { visitor }) {
        showConnectForm(deps, { req, res, visitor, status: 422, notice: TOO_OLD });
      },
      keep: async () => await Promise.resolve(paths.scalewayConnect.to({})),
    }),
  );

  router.post(
    paths.scalewayDisconnect.pattern,
    guards.form({
      fields: {},
      async submit(req, res, { visitor }) {
        await scalewayKeys.disconnect(visitor, contextOf(req));
        flash.put(res, 'scaleway-disconnected');
        seeOther(res, paths.scalewayConnect.to({}));
      },
    }),
  );
  return router;
}

const TOO_OLD = 'Your form was open a long time. Give the key again: it was not kept.';

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

interface Refused {
  readonly errors: FormErrors;
  readonly status: number;
}

type Shown = Asked & Partial<Refused> & { readonly notice?: string };

/** The form, with what is wrong; what was typed in it is gone. */
export function showConnectForm(deps: PageDeps, shown: Shown): void {
  const { req, res, visitor, errors = [], status = 200, notice } = shown;
  const proof = deps.proofs.make(visitor, paths.scalewayConnect.pattern);
  sendPage(res, scalewayConnectPage(deps.chromeOf(req, res), { proof, errors, notice }), status);
}

/** @returns null when the key is connected */
async function tryKey(
  { scalewayKeys }: PageDeps,
  { req, visitor }: Asked,
  secretKey: string,
): Promise<Refused | null> {
  const problem = formProblem(secretKey);
  if (problem !== null) return { errors: [{ field: 'secret_key', text: problem }], status: 422 };
  try {
    await scalewayKeys.connect(visitor, secretKey, contextOf(req));
    return null;
  } catch (error) {
    if (error instanceof ScalewayFailed) return toRefused(error);
    throw error;
  }
}

/** What can be said about a key without asking; the key itself is never part of the sentence. */
function formProblem(secretKey: string): string | null {
  if (secretKey === '') return 'Enter the secret key';
  if (/^SCW[0-9A-Z]{17}$/i.test(secretKey))
    return 'This is the access key. Enter the secret key, which Scaleway showed beside it';
  return isSecretKey(secretKey)
    ? null
    : 'The secret key must be a UUID, like 11111111-2222-3333-4444-555555555555';
}

const aboutTheKey: Partial<Record<Trouble, string>> = {
  'key-refused': 'Scaleway refuses this key. Check it, or make another at Scaleway',
  'not-permitted':
    'This key may not list servers. Give it the permission set InstancesReadOnly at Scaleway',
};

/** Where the key is to blame the field is; else nobody knows yet, and it is not kept. */
function toRefused({ trouble, message }: ScalewayFailed): Refused {
  const text = aboutTheKey[trouble];
  if (text !== undefined) return { errors: [{ field: 'secret_key', text }], status: 422 };
  const unknown = `${message}, so the key was not checked and not kept. Try again in a minute.`;
  return { errors: [{ text: unknown }], status: trouble === 'slowed-down' ? 429 : 502 };
}
