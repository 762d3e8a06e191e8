import { Router, type Request, type Response } from 'express';
import { statusWord } from '../../views/components/status.ts';
import { linodePage, type LinodeProps } from '../../views/linode.ts';
import type { LiveMessage } from '../../views/live.ts';
import { NotFound } from '../errors.ts';
import { sendPage } from '../http/answer.ts';
import { toProblem } from '../http/problem.ts';
import { priceIn, type Plan, type Region } from '../linode/catalogue-shapes.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { listLinodeEvents } from '../linode/events.ts';
import { getLinode, type Linode } from '../linode/instances.ts';
import { paths } from '../paths.ts';
import { isResting } from '../provisioning/linode-watch.ts';
import type { RequestRecord } from '../provisioning/request-record.ts';
import type { Visitor } from '../session/visitor.ts';
import { actInWords } from './event-words.ts';
import { oneOf, textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';
import { createReadmission } from './readmission.ts';

/** `/linodes/:id`: one Linode, its state while it changes, and what happened to it. */
export function linodePages(deps: PageDeps): Router {
  const { guards, streams } = deps;
  const router = Router();

  router.get(
    paths.linode.pattern,
    guards.signedIn(async (req, res, visitor) => await show(deps, { req, res, visitor })),
  );

  router.get(
    paths.linodeStatus.pattern,
    guards.watching(async (req, res, visitor) => {
      res.json(toLiveMessage(await getLinode(visitor.linode, readLinodeId(req))));
    }),
  );

  router.get(
    paths.linodeEvents.pattern,
    guards.watching(async (req, res, visitor) => {
      await getLinode(visitor.linode, readLinodeId(req));
      await streams.serve(req, res, {
        session: visitor.session,
        next: nextMessage(deps, req, res),
        isLast: ({ final }) => final,
      });
    }),
  );
  return router;
}

/** @throws {NotFound} for what cannot be the id of a Linode. */
export function readLinodeId(req: Request): number {
  const { id } = req.params;
  if (typeof id !== 'string' || !/^[1-9]\d{0,14}$/.test(id)) throw new NotFound();
  return Number(id);
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

async function show(deps: PageDeps, { req, res, visitor }: Asked): Promise<void> {
  const id = readLinodeId(req);
  const [linode, activity, plans, regions, origin] = await Promise.all([
    getLinode(visitor.linode, id),
    activityOf(visitor, id),
    deps.catalogue.plans().catch((): readonly Plan[] => []),
    deps.catalogue.regions().catch((): readonly Region[] => []),
    deps.provisioning.requests.thatMade(id),
  ]);
  const canChange = visitor.can('linodes:read_write');
  const here = paths.linode.to({ id });
  const isMoving = !isResting(linode.status);
  const props: LinodeProps = {
    linode: toFacts(linode, plans, regions),
    checkedAt: new Date().toISOString(),
    actions: canChange ? actionsIn(linode.status) : [],
    bootProof: deps.proofs.make(visitor, paths.linodeAction.to({ id, action: 'boot' })),
    stepUpHref: canChange
      ? undefined
      : paths.signIn.to({}, { for: 'change-linodes', returnTo: here }),
    provenance: origin === null ? undefined : toProvenance(origin),
    activity,
    live: isMoving
      ? { eventsHref: paths.linodeEvents.to({ id }), statusHref: paths.linodeStatus.to({ id }) }
      : undefined,
    refreshSeconds: oneOf([0, 10], textParam(req, 'refresh'), 0) || undefined,
  };
  sendPage(res, linodePage(deps.chromeOf(req, res), props));
}

function toProvenance({ id, owner, sentAt }: RequestRecord) {
  return { requestId: id, by: owner, at: new Date(sentAt).toISOString() };
}

/** While one act runs, Linode refuses another: none is offered then. */
function actionsIn(status: string): LinodeProps['actions'] {
  if (status === 'running') return ['reboot', 'shutdown'];
  return status === 'offline' || status === 'stopped' ? ['boot'] : [];
}

function toFacts(
  linode: Linode,
  plans: readonly Plan[],
  regions: readonly Region[],
): LinodeProps['linode'] {
  const plan = plans.find(({ id }) => id === linode.type);
  const region = regions.find(({ id }) => id === linode.region);
  const { vcpus, memory, disk, transfer } = linode.specs;
  return {
    id: linode.id,
    label: linode.label,
    status: linode.status,
    plan: plan?.label ?? linode.type,
    region: region === undefined ? linode.region : `${region.label} (${region.id})`,
    image: linode.image,
    ipv4: linode.ipv4,
    ...(linode.ipv6 !== '' && { ipv6: linode.ipv6 }),
    tags: linode.tags,
    createdAt: linode.created,
    updatedAt: linode.updated,
    specs: {
      vcpus: vcpus ?? 0,
      memoryMb: memory ?? 0,
      diskMb: disk ?? 0,
      transferGb: transfer ?? 0,
    },
    ...(plan !== undefined && { price: priceIn(plan, linode.region) }),
  };
}

/** Events need a scope of their own; without it the rest of the page stands. */
async function activityOf(visitor: Visitor, id: number): Promise<LinodeProps['activity']> {
  try {
    const events = await listLinodeEvents(visitor.linode, id);
    return events.map(({ created, action, status, username }) => ({
      at: created,
      action: actInWords(action, 'linode'),
      status,
      ...(username !== '' && { by: username }),
    }));
  } catch (error) {
    if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
    return { problem: toProblem(error).text };
  }
}

function toLiveMessage({ status }: { status: string }, percent: number | null = null): LiveMessage {
  return {
    state: status,
    word: statusWord(status),
    percent,
    checkedAt: new Date().toISOString(),
    final: isResting(status),
  };
}

/** The snapshot is everybody's who watches; whether one may see it is asked with one's own token. */
function nextMessage(deps: PageDeps, req: Request, res: Response) {
  const id = readLinodeId(req);
  const readmit = createReadmission(async ({ linode }) => await getLinode(linode, id));
  return async (): Promise<LiveMessage | null | undefined> => {
    const visitor = await deps.findVisitor(req, res, 'watching');
    if (visitor === null) return null;
    await readmit(visitor);
    const seen = await deps.provisioning.watch.look(visitor.linode, id);
    return seen === null ? undefined : toLiveMessage(seen, seen.percent);
  };
}
