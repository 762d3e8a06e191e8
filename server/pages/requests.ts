import { Router, type Request, type Response } from 'express';
import type { LiveMessage } from '../../views/live.ts';
import { requestPage, type RequestProps } from '../../views/request.ts';
import { requestsPage } from '../../views/requests.ts';
import { NotFound } from '../errors.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import type { CsvTable } from '../http/csv.ts';
import { asksForData, sendListData } from '../http/list-data.ts';
import { getLinode } from '../linode/instances.ts';
import { paths } from '../paths.ts';
import type { Answers } from '../provisioning/answers.ts';
import type { RequestRecord } from '../provisioning/request-record.ts';
import { isRequestId } from '../provisioning/requests.ts';
import type { Visitor } from '../session/visitor.ts';
import { oneOf, textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';
import { createReadmission } from './readmission.ts';
import { toLiveMessage, toRequestRow } from './request-live.ts';

/** `/requests`: one's own creates, and what became of each. */
export function requestsPages(deps: PageDeps): Router {
  const { guards, limits, provisioning, chromeOf, streams } = deps;
  const router = Router();

  router.get(
    paths.requests.pattern,
    limits.exports,
    guards.signedIn(async (req, res, visitor) => {
      const records = await provisioning.requests.listOf(visitor.username);
      if (asksForData(req)) return sendListData(req, res, toTable(records));
      sendPage(res, requestsPage(chromeOf(req, res), { rows: records.map(toRequestRow) }));
    }),
  );

  router.get(
    paths.request.pattern,
    guards.signedIn(async (req, res, visitor) => {
      const record = await admitted(deps, visitor, req.params['id']);
      const isDraft = record.state === 'draft';
      if (isDraft) return seeOther(res, paths.checkLinode.to({}, { request: record.id }));
      await show(deps, { req, res, visitor }, record);
    }),
  );

  router.get(
    paths.requestStatus.pattern,
    guards.watching(async (req, res, visitor) => {
      const record = await admitted(deps, visitor, req.params['id']);
      const { record: now, snapshot } = await provisioning.progressOf(visitor, record);
      res.json(toLiveMessage(now, snapshot));
    }),
  );

  router.get(
    paths.requestEvents.pattern,
    guards.watching(async (req, res, visitor) => {
      await admitted(deps, visitor, req.params['id']);
      await streams.serve(req, res, {
        session: visitor.session,
        next: nextMessage(deps, { req, res }),
        isLast: ({ final }) => final,
      });
    }),
  );
  return router;
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

function toTable(records: readonly RequestRecord[]): CsvTable {
  return {
    name: 'requests',
    columns: ['id', 'label', 'state', 'by', 'asked', 'linode', 'region', 'plan', 'image'],
    rows: records.map((record) => {
      const { id, label, word, by, at } = toRequestRow(record);
      const { region, type, image } = record.answers;
      const linode = record.linodeId > 0 ? record.linodeId : '';
      return { id, label, state: word, by, asked: at, linode, region, plan: type, image };
    }),
  };
}

/**
 * One's own request; or somebody else's, once its Linode is one that this person's own token can see.
 *
 * @throws {NotFound} also for what exists and is none of theirs
 */
async function admitted(
  { provisioning }: PageDeps,
  visitor: Visitor,
  id: unknown,
): Promise<RequestRecord> {
  const record = isRequestId(id) ? await provisioning.requests.read(id) : null;
  if (record === null) throw new NotFound();
  if (record.owner.toLowerCase() === visitor.username.toLowerCase()) return record;
  if (record.linodeId === 0) throw new NotFound();
  await getLinode(visitor.linode, record.linodeId);
  return record;
}

/** Each look asks anew who is signed in; each minute, whether they may still look. */
function nextMessage(deps: PageDeps, { req, res }: Omit<Asked, 'visitor'>) {
  const { id } = req.params;
  const readmit = createReadmission(async (visitor) => await admitted(deps, visitor, id));
  return async (): Promise<LiveMessage | null> => {
    const visitor = await deps.findVisitor(req, res, 'watching');
    if (visitor === null || !isRequestId(id)) return null;
    await readmit(visitor);
    const record = await deps.provisioning.requests.read(id);
    if (record === null) return null;
    const progress = await deps.provisioning.progressOf(visitor, record);
    return toLiveMessage(progress.record, progress.snapshot);
  };
}

async function show(
  deps: PageDeps,
  { req, res, visitor }: Asked,
  record: RequestRecord,
): Promise<void> {
  const { record: now, snapshot } = await deps.provisioning.progressOf(visitor, record);
  const { id, answers, owner, sentAt, linodeId, ipv4 } = now;
  const refresh = oneOf([0, 10], textParam(req, 'refresh'), 0);
  const props: RequestProps = {
    request: {
      id,
      label: answers.label,
      by: owner,
      createdAt: new Date(sentAt).toISOString(),
      ...(await namesOf(deps, visitor, answers)),
    },
    live: toLiveMessage(now, snapshot),
    linode: linodeId > 0 ? { id: linodeId, ...(ipv4 !== '' && { ipv4 }) } : undefined,
    problem: problemOf(now),
    ...tryAgain(now),
    hrefs: {
      events: paths.requestEvents.to({ id }),
      status: paths.requestStatus.to({ id }),
      again: paths.request.to({ id }),
    },
    refreshSeconds: refresh === 0 ? undefined : refresh,
  };
  sendPage(res, requestPage(deps.chromeOf(req, res), props));
}

/** The names that the form had; the ids where the catalogue cannot be had now. */
async function namesOf(
  { catalogue }: PageDeps,
  visitor: Visitor,
  { region, type, image }: Answers,
) {
  const [plans, regions, images] = await Promise.all([
    catalogue.plans().catch(() => []),
    catalogue.regions().catch(() => []),
    catalogue.images(visitor.linode, visitor.session).catch(() => []),
  ]);
  return {
    region: nameOf(regions, region),
    plan: nameOf(plans, type),
    image: nameOf(images, image),
  };
}

function nameOf(all: readonly { id: string; label: string }[], id: string): string {
  return all.find((one) => one.id === id)?.label || id;
}

function problemOf({ state, status, problem }: RequestRecord): RequestProps['problem'] {
  if (state === 'refused')
    return {
      text: `Linode refused: ${problem}`,
      remedy: 'Nothing was created, and nothing is billed. Your answers are kept.',
    };
  if (state === 'unknown')
    return {
      text: 'Linode’s answer was lost on the way',
      remedy:
        'The Linode may exist or not. Quayside looks for it by its label and will not send the request a second time.',
    };
  if (state === 'not-found')
    return {
      text: 'Linode has no Linode of this label',
      remedy:
        'After ten minutes of looking, the request did not reach Linode. It can be sent again.',
    };
  if (status === 'deleted')
    return {
      text: 'This Linode has been deleted since',
      remedy: 'Its events are kept by Linode for 90 days.',
    };
  return undefined;
}

function tryAgain({ id, state }: RequestRecord): Pick<RequestProps, 'tryAgain'> {
  const canRepeat = state === 'refused' || state === 'not-found';
  return canRepeat ? { tryAgain: { href: paths.createLinode.to({}, { from: id }) } } : {};
}
