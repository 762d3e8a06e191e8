import { html, type SafeHtml } from '@remix-run/html-template';

/** Linode's statuses (API: Linode.status) in the words its own manager shows. */
const words: Readonly<Record<string, string>> = {
  running: 'Running',
  offline: 'Offline',
  booting: 'Booting',
  rebooting: 'Rebooting',
  shutting_down: 'Shutting down',
  provisioning: 'Provisioning',
  deleting: 'Deleting',
  migrating: 'Migrating',
  rebuilding: 'Rebuilding',
  cloning: 'Cloning',
  restoring: 'Restoring',
  busy: 'Busy',
  stopped: 'Stopped',
  billing_suspension: 'Billing suspension',
};

/** All that are known, for a choice of them. */
export const knownStatuses: readonly { readonly value: string; readonly label: string }[] =
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** The word for a status; one that is not known yet reads as a sentence, not as code. */
export function statusWord(status: string): string {
  return Object.hasOwn(words, status) ? (words[status] ?? status) : sentenceCase(status);
}

/** A status as a tag. The word says it; the mark and colour, chosen by data-state, only repeat it. */
export function statusTag(status: string, word: string = statusWord(status)): SafeHtml {
  return html`<span class="tag" data-state="${status}">${word}</span>`;
}

function sentenceCase(raw: string): string {
  const spaced = raw.replaceAll(/[_-]+/g, ' ').trim();
  return spaced ? spaced.charAt(0).toUpperCase() + spaced.slice(1) : 'Not reported by Linode';
}
