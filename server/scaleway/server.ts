import { z } from 'zod';
import { shownText } from '../shown-text.ts';

/** An Instance as the portal shows it. Whatever Scaleway left out is empty; times are ISO 8601. */
export type ScalewayServer = z.infer<typeof server>;

const shown = (value: string) => shownText(value);
/** Of addresses, tags and volumes each. */
const MAX_ITEMS = 100;

const text = z.string().catch('').transform(shown);
const texts = z
  .array(z.unknown())
  .catch([])
  .transform((all) => all.filter(isText).slice(0, MAX_ITEMS).map(shown));
const time = z
  .date()
  .transform((date) => date.toISOString())
  .catch('');

const volume = z.object({
  id: text,
  name: text,
  volumeType: text,
  /** Bytes; 0 when it is not told, as for block storage. */
  size: z.number().catch(0),
});

const address = z.object({ address: text });
const addressList = z
  .array(address)
  .catch([])
  .transform((all) => all.slice(0, MAX_ITEMS));

/** What the SDK calls a Server, read for itself: its types promise what the API does not keep. */
const server = z
  .object({
    id: z.string().transform(shown),
    name: text,
    state: text,
    stateDetail: text,
    zone: text,
    commercialType: text,
    image: z.object({ name: text }).optional().catch(undefined),
    publicIps: addressList,
    publicIp: address.optional().catch(undefined),
    privateIp: text,
    tags: texts,
    volumes: z.record(z.string(), volume).catch({}),
    creationDate: time,
  })
  .transform(({ image, publicIps, publicIp, privateIp, volumes, creationDate, ...rest }) => ({
    ...rest,
    image: image?.name ?? '',
    addresses: unique([
      ...publicIps.map(({ address }) => address),
      publicIp?.address ?? '',
      privateIp,
    ]),
    volumes: Object.values(volumes).slice(0, MAX_ITEMS),
    createdAt: creationDate,
  }));

/** @param zone where it was listed, for answers that do not say. @returns null for what is no server at all */
export function readServer(value: unknown, zone: string): ScalewayServer | null {
  const parsed = server.safeParse(value);
  if (!parsed.success) return null;
  return { ...parsed.data, zone: parsed.data.zone || zone };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)].filter(Boolean);
}
