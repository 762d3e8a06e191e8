import type { Request, RequestHandler, Response } from 'express';
import { formExpiredPage } from '../../views/form-expired.ts';
import type { AuditRecorder } from '../audit/record.ts';
import { AdminsOnly, Forbidden, SignInRequired } from '../errors.ts';
import { paths } from '../paths.ts';
import type { FormProofs } from '../session/proof.ts';
import type { Visitor } from '../session/visitor.ts';
import { seeOther, sendPage } from './answer.ts';
import type { ChromeOf } from './chrome.ts';
import type { FindVisitor, Presence } from './current-visitor.ts';
import { contextOf, loggedPath } from './request-context.ts';
import { proofIn, readForm, type FieldKinds, type FormValues } from './form.ts';

type Answer = Promise<void> | void;
export type VisitorHandler = (req: Request, res: Response, visitor: Visitor) => Answer;
export type OpenHandler = (req: Request, res: Response, visitor: Visitor | null) => Answer;

export interface Posted<Kinds extends FieldKinds> {
  readonly visitor: Visitor;
  readonly values: FormValues<Kinds>;
}

export interface FormHandlers<Kinds extends FieldKinds> {
  readonly fields: Kinds;
  /** The path its proof is made for, where one proof serves a form on each of many rows. */
  readonly proofPath?: string;
  submit(req: Request, res: Response, posted: Posted<Kinds>): Answer;
  /** A form of this person's earlier session: shown again, values kept, for a fresh click. */
  outdated?(req: Request, res: Response, posted: Posted<Kinds>): Answer;
  /** The same, and nobody is signed in: keeps the values. @returns where to go after signing in. */
  keep?(username: string, values: FormValues<Kinds>): Promise<string>;
}

export interface GuardDeps {
  readonly findVisitor: FindVisitor;
  readonly proofs: FormProofs;
  readonly chromeOf: ChromeOf;
  readonly audit: AuditRecorder;
}

export type Guards = ReturnType<typeof createGuards>;

/**
 * The only ways for a page to be reached. A handler gets its visitor from here alone, so that a page
 * without a guard, or a POST without proof of its form, cannot be written.
 */
export function createGuards({ findVisitor, proofs, chromeOf, audit }: GuardDeps) {
  const guarded =
    (presenceOf: (req: Request) => Presence, handler: VisitorHandler): RequestHandler =>
    async (req, res) => {
      const visitor = await findVisitor(req, res, presenceOf(req));
      if (visitor === null) throw new SignInRequired();
      await handler(req, res, visitor);
    };

  return {
    signedIn: (handler: VisitorHandler) => guarded(presenceIn, handler),

    /** For what a page fetches by itself: it does not count as the person's activity. */
    watching: (handler: VisitorHandler) => guarded(() => 'watching', handler),

    /** For administrators; that they looked is itself recorded. @throws {AdminsOnly} */
    admin: (handler: VisitorHandler) =>
      guarded(presenceIn, async (req, res, visitor) => {
        requireAdmin(visitor);
        const { username } = visitor;
        await audit.record(
          { type: 'audit.viewed', username, path: loggedPath(req) },
          contextOf(req),
        );
        await handler(req, res, visitor);
      }),

    anyone(handler: OpenHandler): RequestHandler {
      return async (req, res) => await handler(req, res, await findVisitor(req, res, 'acting'));
    },

    /** A form of administrators. @throws {AdminsOnly} */
    adminForm<const Kinds extends FieldKinds>(
      handlers: Omit<FormHandlers<Kinds>, 'keep'>,
    ): RequestHandler {
      return form({
        ...handlers,
        async submit(req, res, posted) {
          requireAdmin(posted.visitor);
          await handlers.submit(req, res, posted);
        },
      });
    },

    form,
  };

  function form<const Kinds extends FieldKinds>(handlers: FormHandlers<Kinds>): RequestHandler {
    return async (req, res) => {
      const visitor = await findVisitor(req, res, 'acting');
      const proof = proofs.check(proofIn(req.body), handlers.proofPath ?? req.path, visitor);
      if (proof.outcome === 'forged') throw new Forbidden('no proof');
      const values = readForm(req.body, handlers.fields);
      if (visitor === null) {
        const returnTo = await handlers.keep?.(ownerOf(proof), values);
        return seeOther(res, paths.home.to({}, { returnTo }));
      }
      if (proof.outcome === 'valid') return await handlers.submit(req, res, { visitor, values });
      if (handlers.outdated) return await handlers.outdated(req, res, { visitor, values });
      sendPage(res, formExpiredPage(chromeOf(req, res), expired), 422);
    };
  }
}

/** A page that was asked to load itself again (`?refresh=10`) does so whether somebody is there or not. */
function presenceIn({ query }: Request): Presence {
  return query['refresh'] === undefined ? 'acting' : 'reloading';
}

function requireAdmin({ role }: Visitor): void {
  if (role !== 'admin') throw new AdminsOnly();
}

const expired = {
  text: 'This form was open a long time, and your session has changed since. Nothing was done.',
  link: { href: paths.home.pattern, text: 'Go to the start page' },
};

function ownerOf(proof: ReturnType<FormProofs['check']>): string {
  return proof.outcome === 'outdated' ? proof.username : '';
}
