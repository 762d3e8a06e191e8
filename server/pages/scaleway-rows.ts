import type { ScalewayQuery, ScalewayRow } from '../../views/scaleway-servers.ts';
import type { ScalewayServer } from '../scaleway/server.ts';

type Filters = Pick<ScalewayQuery, 'name' | 'state' | 'tag'>;
type Order = Pick<ScalewayQuery, 'sort' | 'order'>;

/** Scaleway filters and orders within a zone alone; the list is of all, so it is done here. */
export function selectServers(
  servers: readonly ScalewayServer[],
  { name, state, tag, sort, order }: Filters & Order,
): ScalewayServer[] {
  const [part, label] = [name.toLowerCase(), tag.toLowerCase()];
  const found = servers.filter(
    (server) =>
      server.name.toLowerCase().includes(part) &&
      (state === '' || server.state === state) &&
      (label === '' || server.tags.some((one) => one.toLowerCase() === label)),
  );
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const sign = order === 'asc' ? 1 : -1;
  return found.sort(
    (a, b) => sign * compare(a[sort], b[sort]) || compare(a.name, b.name) || compare(a.id, b.id),
  );
}

export function toRow(server: ScalewayServer): ScalewayRow {
  const { name, state, zone, image, addresses, tags } = server;
  const volumes = server.volumes.map(volumeWords);
  return { name, state, zone, image, addresses, tags, type: server.commercialType, volumes };
}

export const exportColumns = [
  'name',
  'id',
  'state',
  'zone',
  'type',
  'image',
  'addresses',
  'tags',
  'volumes',
  'created',
] as const;

export function toExport(server: ScalewayServer): Record<(typeof exportColumns)[number], string> {
  return {
    name: server.name,
    id: server.id,
    state: server.state,
    zone: server.zone,
    type: server.commercialType,
    image: server.image,
    addresses: server.addresses.join(' '),
    tags: server.tags.join(' '),
    volumes: server.volumes.map(volumeWords).join('; '),
    created: server.createdAt,
  };
}

const volumeTypes: Readonly<Record<string, string>> = {
  l_ssd: 'Local SSD',
  b_ssd: 'Block SSD',
  sbs_volume: 'Block storage',
  scratch: 'Scratch',
};

/** The size of block storage is told by another API; what is not told is not guessed. */
function volumeWords({ volumeType, size }: ScalewayServer['volumes'][number]): string {
  const known = Object.hasOwn(volumeTypes, volumeType) ? volumeTypes[volumeType] : volumeType;
  const type = known === undefined || known === '' ? 'Volume' : known;
  return size > 0 ? `${type} ${Math.round(size / 1e9)} GB` : type;
}
