import { createHash } from 'node:crypto';
import type { Organisation } from './keys.ts';

export const zones = [
  'fr-par-1',
  'fr-par-2',
  'fr-par-3',
  'nl-ams-1',
  'nl-ams-2',
  'nl-ams-3',
  'pl-waw-1',
  'pl-waw-2',
  'pl-waw-3',
  'it-mil-1',
] as const;

export type Zone = (typeof zones)[number];

export const states = [
  'running',
  'stopped',
  'stopped in place',
  'starting',
  'stopping',
  'locked',
] as const;

export type Server = ReturnType<typeof makeServer>;

/** How many servers each organisation has in each zone; a zone that is not named has none. */
const fleet: Record<Organisation, Partial<Record<Zone, number>>> = {
  harbour: {
    'fr-par-1': 27,
    'fr-par-2': 14,
    'fr-par-3': 4,
    'nl-ams-1': 12,
    'nl-ams-2': 5,
    'pl-waw-1': 6,
    'pl-waw-3': 1,
    'it-mil-1': 2,
  },
  breakwater: { 'nl-ams-1': 3 },
};

const roles = ['web', 'db', 'queue', 'cache', 'build', 'mail'] as const;
const images = ['Ubuntu 24.04 Noble Numbat', 'Debian Bookworm', 'Rocky Linux 9'] as const;
const plans = ['DEV1-S', 'PLAY2-NANO', 'PRO2-XS', 'GP1-M'] as const;
const FIRST = Date.UTC(2025, 0, 6, 8, 30);
const DAY_MS = 86_400_000;

/** Every server of an organisation, the same at each start. */
export const servers: Record<Organisation, readonly Server[]> = {
  harbour: makeFleet('harbour'),
  breakwater: makeFleet('breakwater'),
};

function makeFleet(organisation: Organisation): Server[] {
  let number = 0;
  return zones.flatMap((zone) =>
    Array.from({ length: fleet[organisation][zone] ?? 0 }, () => {
      number += 1;
      return makeServer({ organisation, zone, number });
    }),
  );
}

type Place = { readonly organisation: Organisation; readonly zone: Zone; readonly number: number };

/** Today's shape: routed addresses, `private_ip` null, snake case, dates with an offset. */
function makeServer({ organisation, zone, number }: Place) {
  const id = uuid(`${organisation} server ${number}`);
  const role = pick(roles, number);
  const createdAt = isoOffset(FIRST + number * DAY_MS);
  const owner = { organization: uuid(organisation), project: uuid(`${organisation} project`) };
  const addresses = makeAddresses(number, zone);
  return {
    id,
    name: `${organisation}-${role}-${number}`,
    ...owner,
    hostname: `${organisation}-${role}-${number}`,
    arch: 'x86_64',
    commercial_type: pick(plans, number),
    boot_type: 'local',
    // Some were made from an image that is gone.
    image: number % 11 === 0 ? null : makeImage(number, zone),
    volumes: makeVolumes(id, number, zone),
    tags: tagsOf(role, number),
    state: number % 5 === 0 ? pick(states, number / 5) : 'running',
    state_detail: number % 5 === 0 ? '' : 'booted',
    protected: number % 13 === 0,
    public_ip: addresses[0] ?? null,
    public_ips: addresses,
    private_ip: null,
    ipv6: null,
    mac_address: `de:00:00:${hexPair(number)}:ab:01`,
    routed_ip_enabled: true,
    enable_ipv6: false,
    dynamic_ip_required: false,
    security_group: { id: uuid(`${zone} security group`), name: 'Default security group' },
    location: {
      zone_id: zone,
      platform_id: '14',
      cluster_id: '8',
      hypervisor_id: '402',
      node_id: '5',
    },
    maintenances: [],
    allowed_actions: ['poweroff', 'terminate', 'reboot', 'stop_in_place', 'backup'],
    placement_group: null,
    private_nics: [],
    zone,
    filesystems: [],
    end_of_service: false,
    creation_date: createdAt,
    modification_date: createdAt,
  };
}

function makeAddresses(number: number, zone: Zone) {
  if (number % 7 === 0) return [];
  const zoneNumber = zones.indexOf(zone) + 10;
  const common = { dynamic: false, state: 'attached', tags: [], ipam_id: uuid(`ipam ${number}`) };
  const ipv4 = {
    id: uuid(`ip ${number}`),
    address: `51.15.${zoneNumber}.${number}`,
    gateway: '62.210.0.1',
    netmask: '32',
    family: 'inet',
    provisioning_mode: 'dhcp',
    ...common,
  };
  const ipv6 = {
    id: uuid(`ip6 ${number}`),
    address: `2001:bc8:${zoneNumber}:${number.toString(16)}::1`,
    gateway: 'fe80::dc00:ff:fe7e:a56d',
    netmask: '64',
    family: 'inet6',
    provisioning_mode: 'slaac',
    ...common,
  };
  return number % 3 === 0 ? [ipv4, ipv6] : [ipv4];
}

function makeImage(number: number, zone: Zone) {
  const name = pick(images, number);
  const root = {
    id: uuid(`root of ${name}`),
    name: '',
    size: 10_000_000_000,
    volume_type: 'unified',
  };
  return {
    id: uuid(name),
    name,
    arch: 'x86_64',
    public: true,
    state: 'available',
    root_volume: root,
    extra_volumes: {},
    from_server: null,
    default_bootscript: null,
    organization: '51b656e3-4865-41e8-adbc-0c45bdd780db',
    tags: [],
    zone,
  };
}

function makeVolumes(server: string, number: number, zone: Zone) {
  const block = {
    id: uuid(`block ${server}`),
    volume_type: 'sbs_volume',
    state: 'available',
    zone,
    boot: false,
  };
  const local = {
    ...block,
    id: uuid(`local ${server}`),
    name: 'Root volume',
    volume_type: 'l_ssd',
    size: 20_000_000_000,
    export_uri: null,
    server: { id: server, name: '' },
  };
  if (number % 4 === 0) return { '0': local, '1': block };
  return number % 2 === 0 ? { '0': local } : { '0': block };
}

function tagsOf(role: string, number: number): string[] {
  const stage = number % 3 === 0 ? 'staging' : 'production';
  return number % 9 === 0 ? [] : [stage, role];
}

function pick<T>(list: readonly [T, ...T[]], number: number): T {
  return list[number % list.length] ?? list[0];
}

/** A UUID that is always the same for the same text. */
function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
}

function hexPair(number: number): string {
  return (number % 256).toString(16).padStart(2, '0');
}

function isoOffset(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}
