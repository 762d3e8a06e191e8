import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { priceWords, type Price } from './price.ts';
import { cpuWords, sizeWords } from './size.ts';
import { summaryList, type SummaryRow } from './summary-list.ts';
import { tagList } from './tag-list.ts';
import { time } from './time.ts';

export interface LinodeFacts {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly plan: string;
  readonly region: string;
  readonly image: string;
  readonly ipv4: readonly string[];
  readonly ipv6?: string | undefined;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly specs: {
    readonly vcpus: number;
    readonly memoryMb: number;
    readonly diskMb: number;
    readonly transferGb: number;
  };
  readonly price?: Price | undefined;
}

/** Who asked for it here; known only for Linodes that this portal created. */
export interface Provenance {
  readonly requestId: string;
  readonly by: string;
  readonly at: string;
}

export function linodeFacts(linode: LinodeFacts, provenance: Provenance | undefined): SafeHtml {
  return summaryList([
    { name: 'Plan', value: linode.plan, note: specWords(linode) },
    { name: 'Region', value: linode.region },
    { name: 'Image', value: linode.image || 'None' },
    { name: 'IPv4', value: addresses(linode.ipv4) },
    ...(linode.ipv6 ? [{ name: 'IPv6', value: addresses([linode.ipv6]) }] : []),
    ...(linode.price ? [{ name: 'Price', value: priceWords(linode.price) }] : []),
    { name: 'Tags', value: tagList(linode.tags) ?? 'None' },
    { name: 'Linode ID', value: String(linode.id) },
    { name: 'Created', value: time(linode.createdAt) },
    { name: 'Updated', value: time(linode.updatedAt) },
    ...(provenance ? [origin(provenance)] : []),
  ]);
}

function specWords({ specs }: LinodeFacts): string {
  const { vcpus, memoryMb, diskMb, transferGb } = specs;
  const transfer = `${transferGb.toLocaleString('en-US')} GB transfer`;
  return [
    cpuWords(vcpus),
    `${sizeWords(memoryMb)} memory`,
    `${sizeWords(diskMb)} disk`,
    transfer,
  ].join(' · ');
}

function addresses(list: readonly string[]): SafeHtml | string {
  if (list.length === 0) return 'None';
  return html`${list.map((one) => html`<code class="address">${one}</code> `)}`;
}

function origin({ requestId, by, at }: Provenance): SummaryRow {
  const request = html`<a href="${paths.request.to({ id: requestId })}">Request</a>`;
  return { name: 'Created here', value: html`${request} by <bdi>${by}</bdi>, ${time(at)}` };
}
