import { statusWord } from '../../views/components/status.ts';
import type { LiveMessage, LiveStep, RequestRow } from '../../views/live.ts';
import type { LinodeSnapshot } from '../provisioning/linode-watch.ts';
import { isFinal, type RequestRecord } from '../provisioning/request-record.ts';

const words = {
  draft: 'Draft',
  sent: 'Sent to Linode',
  refused: 'Refused by Linode',
  unknown: 'Unknown, checking with Linode',
  'not-found': 'Not found at Linode',
} as const;

/** A request's progress in the one shape that the page, its JSON and its stream share. */
export function toLiveMessage(record: RequestRecord, snapshot: LinodeSnapshot | null): LiveMessage {
  const percent = record.state === 'accepted' ? (snapshot?.percent ?? null) : null;
  return {
    state: record.state,
    word: wordOf(record),
    percent,
    checkedAt: new Date(snapshot?.checkedAt ?? Date.now()).toISOString(),
    final: isFinal(record),
    steps: stepsOf(record),
  };
}

export function toRequestRow(record: RequestRecord): RequestRow {
  return {
    id: record.id,
    label: record.answers.label,
    state: record.state,
    word: wordOf(record),
    by: record.owner,
    at: new Date(record.sentAt).toISOString(),
  };
}

function wordOf({ state, status }: RequestRecord): string {
  return state === 'accepted' || state === 'running' ? statusWord(status) : words[state];
}

function stepsOf(record: RequestRecord): readonly LiveStep[] {
  const { linodeId, sentAt, acceptedAt, bootingAt, runningAt } = record;
  const accepted = linodeId > 0 ? `Accepted as #${linodeId}` : 'Accepted by Linode';
  // A phase that passed between two looks has no time of its own; the next one's stands for it.
  const reached = [
    { name: 'Sent to Linode', at: sentAt },
    { name: accepted, at: acceptedAt },
    { name: 'Provisioning', at: bootingAt || runningAt },
    { name: 'Booting', at: runningAt },
    { name: 'Running', at: runningAt },
  ];
  const next = reached.findIndex(({ at }) => at === 0);
  return reached.map(({ name, at }, index) => ({
    name,
    state: stateOf({ at, isNext: index === next, isOver: isFinal(record) }),
    at: at === 0 ? null : new Date(at).toISOString(),
  }));
}

function stateOf(step: { at: number; isNext: boolean; isOver: boolean }): LiveStep['state'] {
  if (step.at > 0) return 'done';
  if (!step.isNext) return 'waiting';
  return step.isOver ? 'failed' : 'now';
}
