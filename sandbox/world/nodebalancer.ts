import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { Linked } from './linked-linode.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** A NodeBalancer, linked to the Linodes that it sends its traffic to. */
export type NodeBalancer = Owned &
  Linked & {
    readonly region: string;
    readonly tags: readonly string[];
    readonly daysOld: number;
    readonly throttle: number;
    readonly ipv4: string;
    readonly ipv6: string | null;
    /** Carried this month. */
    readonly gb: number;
    readonly ports: readonly Port[];
    /** The VPC that its nodes are reached over, with the subnet and the range it has there. */
    readonly vpc?: { readonly id: number; readonly subnet: number; readonly range: string };
  };

type Port = {
  readonly port: number;
  readonly protocol: 'http' | 'https' | 'tcp';
  /** How many nodes do not answer. */
  readonly down?: number;
};

export const nodeBalancers = readData<readonly NodeBalancer[]>('nodebalancers.json');

/** A NodeBalancer as GET /nodebalancers/{id} shows it. */
export function toNodeBalancerAnswer(balancer: NodeBalancer, { startedAt }: World) {
  const { gb, daysOld, throttle } = balancer;
  return {
    id: balancer.id,
    label: balancer.label,
    region: balancer.region,
    type: 'common',
    hostname: `${balancer.ipv4.replaceAll('.', '-')}.ip.linodeusercontent.example`,
    ipv4: balancer.ipv4,
    ipv6: balancer.ipv6,
    client_conn_throttle: throttle,
    lke_cluster: null,
    tags: balancer.tags,
    transfer: { in: gb * 300, out: gb * 724, total: gb * 1024 },
    created: daysBefore(startedAt, daysOld),
    updated: daysBefore(startedAt, daysOld / 3),
  };
}

/** The ports of a NodeBalancer, as GET …/configs shows them. */
export function configsOf({ id, on, ports }: NodeBalancer) {
  return ports.map(({ port, protocol, down = 0 }, index) => ({
    id: id * 10 + index,
    nodebalancer_id: id,
    port,
    protocol,
    algorithm: 'roundrobin',
    stickiness: 'table',
    check: protocol === 'tcp' ? 'connection' : 'http',
    check_interval: 30,
    check_timeout: 10,
    check_attempts: 3,
    check_path: '/',
    check_body: '',
    check_passive: true,
    proxy_protocol: 'none',
    cipher_suite: 'recommended',
    nodes_status: { up: on.length - down, down },
    ...(protocol === 'https' ? certificate : noCertificate),
  }));
}

const noCertificate = { ssl_cert: null, ssl_key: null, ssl_commonname: '', ssl_fingerprint: '' };

const certificate = {
  ssl_cert: '<REDACTED>',
  ssl_key: '<REDACTED>',
  ssl_commonname: 'harbour.example',
  ssl_fingerprint: '00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13',
};

/** The VPC of a NodeBalancer, if it has one, as GET …/vpcs shows it. */
export function vpcsOf({ id, vpc }: NodeBalancer) {
  if (vpc === undefined) return [];
  return [
    {
      id: id * 10,
      nodebalancer_id: id,
      vpc_id: vpc.id,
      subnet_id: vpc.subnet,
      ipv4_range: vpc.range,
      ipv4_range_auto_assign: false,
    },
  ];
}
