import type { AuditRecorder } from '../audit/record.ts';
import { LinodeError } from '../linode/errors.ts';
import { findLinodeByLabel, type Linode } from '../linode/instances.ts';
import type { Visitor } from '../session/visitor.ts';
import { isResting, type LinodeSnapshot, type LinodeWatch } from './linode-watch.ts';
import { isFinal, type RequestRecord } from './request-record.ts';
import type { Requests } from './requests.ts';
import { acceptedFields } from './send.ts';

export interface ProgressDeps {
  readonly requests: Requests;
  readonly watch: LinodeWatch;
  readonly audit: AuditRecorder;
}

export interface Progress {
  readonly record: RequestRecord;
  readonly snapshot: LinodeSnapshot | null;
}

type Watcher = Pick<Visitor, 'username' | 'linode'>;

/** A sender that has not said how it went by now never will: longer than any call may take. */
const SENDER_LOST_MS = 30_000;
/** Clocks differ; a Linode made for this request is not older than this before it was sent. */
const CLOCK_SLACK_MS = 2 * 60_000;
const GIVE_UP_MS = 10 * 60_000;

/** Brings a request's record up to what Linode says now, with the rights of whoever looks. */
export function createProgress({ requests, watch, audit }: ProgressDeps) {
  async function reread(record: RequestRecord): Promise<RequestRecord> {
    return (await requests.read(record.id)) ?? record;
  }

  /** Looks for the Linode of a request whose answer was lost. Never sends anything. */
  async function reconcile(visitor: Watcher, record: RequestRecord): Promise<RequestRecord> {
    const found = await findLinodeByLabel(visitor.linode, record.answers.label);
    const event = { type: 'linode.create', username: record.owner, request: record.id } as const;
    const { label } = record.answers;
    if (found !== null && isMadeFor(record, found)) {
      if (await requests.move(record.id, ['sent', 'unknown'], acceptedFields(found))) {
        await requests.noteProvenance(found.id, record.id);
        await audit.record({ ...event, outcome: 'accepted', linode: found.id, label });
      }
    } else if (Date.now() - record.sentAt > GIVE_UP_MS) {
      const fields = { state: 'not-found', endedAt: Date.now() };
      if (await requests.move(record.id, ['sent', 'unknown'], fields))
        await audit.record({ ...event, outcome: 'not-found', label });
    } else {
      await requests.move(record.id, ['sent'], { state: 'unknown' });
    }
    return await reread(record);
  }

  async function follow(visitor: Watcher, record: RequestRecord): Promise<Progress> {
    const snapshot = await watch.look(visitor.linode, record.linodeId);
    const isHearsay = snapshot?.status === 'deleted' && visitor.username !== record.owner;
    if (snapshot === null || isHearsay) return { record, snapshot };
    const fields = fieldsFrom(record, snapshot);
    if (fields === null) return { record, snapshot };
    await requests.move(record.id, ['accepted'], fields);
    return { record: await reread(record), snapshot };
  }

  return async (visitor: Watcher, record: RequestRecord): Promise<Progress> => {
    if (isFinal(record) || record.state === 'draft') return { record, snapshot: null };
    if (record.state === 'accepted') return await follow(visitor, record);
    const isBeingSent = record.state === 'sent' && Date.now() - record.sentAt < SENDER_LOST_MS;
    if (isBeingSent) return { record, snapshot: null };
    try {
      return { record: await reconcile(visitor, record), snapshot: null };
    } catch (error) {
      // Still unknown: whoever looks next asks again.
      if (error instanceof LinodeError && error.status !== 401) return { record, snapshot: null };
      throw error;
    }
  };
}

/** Label, plan, region and image as asked, and not older than the request. */
function isMadeFor({ answers, sentAt }: RequestRecord, found: Linode): boolean {
  const isSame =
    found.type === answers.type && found.region === answers.region && found.image === answers.image;
  return isSame && Date.parse(found.created) >= sentAt - CLOCK_SLACK_MS;
}

/** @returns what the snapshot adds to the record; null for nothing. */
function fieldsFrom(record: RequestRecord, { status, ipv4 }: LinodeSnapshot) {
  const now = Date.now();
  const isNew = status !== record.status || (ipv4 !== '' && ipv4 !== record.ipv4);
  // Over either way, and one that is gone never ran.
  if (status === 'deleted') return { state: 'running', status, ipv4, endedAt: now };
  if (isResting(status)) return { state: 'running', status, ipv4, runningAt: now, endedAt: now };
  if (!isNew) return null;
  const isBooting = status === 'booting' && record.bootingAt === 0;
  return { status, ipv4, ...(isBooting && { bootingAt: now }) };
}
