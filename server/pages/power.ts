import { Router, type Request, type Response } from 'express';
import { confirmPowerPage, type ConfirmPowerProps } from '../../views/confirm-power.ts';
import { stepUpPage } from '../../views/step-up.ts';
import { NotFound } from '../errors.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import { LinodeRefused } from '../linode/errors.ts';
import { getLinode, powerLinode, type PowerAction } from '../linode/instances.ts';
import { needs } from '../oauth/needs.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { readLinodeId } from './linode.ts';
import type { PageDeps } from './page-deps.ts';

const consequences = {
  boot: 'The Linode starts, and what runs on it comes up.',
  reboot: 'Everything on it stops and starts again. It cannot be reached for about a minute.',
  shutdown:
    'Everything on it stops, and it cannot be reached until it is powered on again. It is billed as before.',
} as const;

const flashes = { boot: 'booting', reboot: 'rebooting', shutdown: 'shutting-down' } as const;

/** `/linodes/:id/boot|reboot|shutdown`: asks first where it interrupts, then has Linode do it. */
export function powerPages(deps: PageDeps): Router {
  const { guards, audit, flash, provisioning } = deps;
  const router = Router();

  router.get(
    paths.linodeAction.pattern,
    guards.signedIn(async (req, res, visitor) => {
      const [id, action] = [readLinodeId(req), readAction(req)];
      if (!visitor.can('linodes:read_write')) return askForScope(deps, req, res);
      await confirm(deps, { req, res, visitor, id, action });
    }),
  );

  router.post(
    paths.linodeAction.pattern,
    guards.form({
      fields: {},
      async submit(req, res, { visitor }) {
        const [id, action] = [readLinodeId(req), readAction(req)];
        const event = {
          type: 'linode.power',
          username: visitor.username,
          linode: id,
          action,
        } as const;
        try {
          await powerLinode(visitor.linode, id, action);
        } catch (error) {
          if (!(error instanceof LinodeRefused) || error.status !== 400) throw error;
          await audit.record({ ...event, outcome: 'refused' }, contextOf(req));
          return await confirm(deps, { req, res, visitor, id, action, problem: error.message });
        }
        await audit.record({ ...event, outcome: 'accepted' }, contextOf(req));
        await provisioning.watch.forget(id);
        flash.put(res, flashes[action]);
        seeOther(res, paths.linode.to({ id }));
      },
    }),
  );
  return router;
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
  readonly id: number;
  readonly action: PowerAction;
  readonly problem?: string;
}

async function confirm(
  deps: PageDeps,
  { req, res, visitor, id, action, problem }: Asked,
): Promise<void> {
  const { label } = await getLinode(visitor.linode, id);
  const props: ConfirmPowerProps = {
    linode: { id, label },
    action,
    consequence: consequences[action],
    proof: deps.proofs.make(visitor, paths.linodeAction.to({ id, action })),
    problem,
  };
  sendPage(
    res,
    confirmPowerPage(deps.chromeOf(req, res), props),
    problem === undefined ? 200 : 422,
  );
}

function askForScope({ chromeOf }: PageDeps, req: Request, res: Response): void {
  const { link, scopes } = needs['change-linodes'];
  const page = stepUpPage(chromeOf(req, res), {
    title: 'Changing a Linode needs more access',
    why: 'You signed in with access to look. Powering on, rebooting and shutting down change something.',
    scope: scopes.join(' '),
    link,
    href: paths.signIn.to({}, { for: 'change-linodes', returnTo: req.originalUrl }),
  });
  sendPage(res, page);
}

function readAction(req: Request): PowerAction {
  const { action } = req.params;
  if (action === 'boot' || action === 'reboot' || action === 'shutdown') return action;
  throw new NotFound();
}
