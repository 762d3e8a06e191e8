import type { RequestRow } from '../../../views/live.ts';
import type { RequestProps } from '../../../views/request.ts';
import type { Text } from './chrome.ts';

export function sampleRequests(text: Text): readonly RequestRow[] {
  return [
    { state: 'provisioning', word: text('Provisioning') },
    { state: 'running', word: text('Running') },
    { state: 'refused', word: text('Refused') },
    { state: text('draft'), word: text('Not sent') },
  ].map(({ state, word }, index) => ({
    state,
    word,
    id: text(`r-${index}`),
    label: text(`web-${13 - index}`),
    by: text('anna'),
    at: '2026-11-22T10:00:00Z',
  }));
}

export function sampleRequest(text: Text): RequestProps {
  return {
    request: {
      id: text('r-5f1c'),
      label: text('web-13'),
      region: text('Frankfurt, DE'),
      plan: text('Linode 2 GB'),
      image: text('Debian 12'),
      by: text('anna'),
      createdAt: '2026-11-22T10:01:30Z',
    },
    live: {
      state: 'provisioning',
      word: text('Provisioning'),
      percent: 40,
      checkedAt: '2026-11-22T10:02:11Z',
      final: false,
      steps: [
        { name: text('Sent to Linode'), state: 'done', at: '2026-11-22T10:01:31Z' },
        { name: text('Accepted as 8113'), state: 'done', at: '2026-11-22T10:01:33Z' },
        { name: text('Provisioning'), state: 'now', at: '2026-11-22T10:01:34Z' },
        { name: text('Booting'), state: 'waiting', at: null },
        { name: text('Running'), state: 'waiting', at: null },
      ],
    },
    linode: { id: 8113, ipv4: text('192.0.2.23') },
    hrefs: {
      events: '/requests/r-5f1c/events',
      status: '/requests/r-5f1c/status',
      again: '/requests/r-5f1c',
    },
  };
}

export function sampleRefused(text: Text): RequestProps {
  const { linode: _, ...sample } = sampleRequest(text);
  return {
    ...sample,
    live: {
      state: 'refused',
      word: text('Refused'),
      percent: null,
      checkedAt: '2026-11-22T10:02:11Z',
      final: true,
      steps: [{ name: text('Sent to Linode'), state: 'failed', at: '2026-11-22T10:01:31Z' }],
    },
    problem: {
      text: text('Linode refused: Label must be unique among your linodes.'),
      remedy: text('Choose another label. Nothing was created.'),
    },
    tryAgain: { href: '/linodes/create?request=r-5f1c' },
  };
}
