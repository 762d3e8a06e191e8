import { isIP } from 'node:net';
import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { listPage, type ListRequest, type Page } from './paging.ts';
import { amount, nothing, requiredText, text, texts, timestamp } from './shapes.ts';
import { apiPath } from './transport.ts';

export type Linode = z.infer<typeof linodeShape>;

const linodeShape = z.object({
  id: z.number().int(),
  label: requiredText,
  status: text,
  type: text,
  region: text,
  image: text,
  // One of them stands in a command to copy.
  ipv4: texts.transform((all) => all.filter((one) => isIP(one) !== 0)),
  ipv6: text,
  tags: texts,
  created: timestamp,
  updated: timestamp,
  specs: z
    .object({ vcpus: amount, memory: amount, disk: amount, transfer: amount })
    .nullish()
    .transform((specs) => specs ?? { vcpus: null, memory: null, disk: null, transfer: null }),
});

/** The body of a create. Optional members are left out rather than sent empty. */
export interface NewLinode {
  readonly region: string;
  readonly type: string;
  readonly image: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly authorized_users?: readonly string[];
  readonly root_pass?: string;
}

export type PowerAction = 'boot' | 'reboot' | 'shutdown';

const INSTANCES = '/linode/instances';

export async function listLinodes(
  linode: LinodeClient,
  request: ListRequest,
): Promise<Page<Linode>> {
  return await listPage(linode, { path: INSTANCES, item: linodeShape }, request);
}

export async function getLinode(linode: LinodeClient, id: number): Promise<Linode> {
  return await linode.call({ method: 'GET', path: apiPath(`${INSTANCES}/`, id) }, linodeShape);
}

/** Labels are unique in an account. The filter is repeated here: an answer may ignore it. */
export async function findLinodeByLabel(
  linode: LinodeClient,
  label: string,
): Promise<Linode | null> {
  const { data } = await listLinodes(linode, { pageSize: 100, filter: { label } });
  return data.find((found) => found.label === label) ?? null;
}

/** Buys a Linode. Never call it twice for one wish: Linode knows no idempotency key. */
export async function createLinode(linode: LinodeClient, body: NewLinode): Promise<Linode> {
  return await linode.call({ method: 'POST', path: INSTANCES, body }, linodeShape);
}

export async function powerLinode(
  linode: LinodeClient,
  id: number,
  action: PowerAction,
): Promise<void> {
  const path = apiPath(`${INSTANCES}/`, id, `/${action}`);
  await linode.call({ method: 'POST', path, body: {} }, nothing);
}
