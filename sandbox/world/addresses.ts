import { createHash } from 'node:crypto';

/** The addresses and the host of a new Linode: documentation ranges, derived from its id. */
export function allocateAddresses(id: number) {
  const digest = createHash('sha1').update(`linode ${id}`).digest('hex');
  const byte = (at: number) => Number.parseInt(digest.slice(at * 2, at * 2 + 2), 16);
  return {
    ipv4: [`198.${18 + (byte(0) % 2)}.${byte(1)}.${1 + (byte(2) % 254)}`],
    ipv6: `2001:db8::f03c:95ff:fe${digest.slice(6, 8)}:${digest.slice(8, 12)}`,
    hostUuid: digest,
  };
}

/** A private address, as `private_ip: true` asks for. */
export function privateAddress(id: number): string {
  return `192.168.${128 + (id % 127)}.${1 + (id % 254)}`;
}
