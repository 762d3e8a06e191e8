import type { Linode } from '../../world/linode.ts';

/** The addresses of a Linode as GET …/ips shows them. */
export function toIpsAnswer(linode: Linode) {
  const linkLocal = linode.ipv6.replace('2001:db8', 'fe80');
  return {
    ipv4: {
      public: linode.ipv4
        .filter((address) => !isPrivate(address))
        .map((address) => publicAddress(linode, address)),
      private: linode.ipv4.filter(isPrivate).map((address) => privateAddress(linode, address)),
      shared: [],
      reserved: [],
      vpc: [],
    },
    ipv6: {
      slaac: { ...ipv6Address(linode, linode.ipv6), public: true },
      link_local: { ...ipv6Address(linode, linkLocal), public: false },
      global: [],
    },
  };
}

function publicAddress({ id, region }: Linode, address: string) {
  return {
    address,
    gateway: address.replace(/\d+$/, '1'),
    subnet_mask: '255.255.255.0',
    prefix: 24,
    type: 'ipv4',
    public: true,
    rdns: `${address.replaceAll('.', '-')}.ip.linodeusercontent.example`,
    linode_id: id,
    region,
    interface_id: null,
  };
}

function privateAddress({ id, region }: Linode, address: string) {
  return {
    address,
    gateway: null,
    subnet_mask: '255.255.128.0',
    prefix: 17,
    type: 'ipv4',
    public: false,
    rdns: null,
    linode_id: id,
    region,
  };
}

function ipv6Address({ id, region }: Linode, address: string) {
  return {
    address,
    gateway: 'fe80::1',
    subnet_mask: 'ffff:ffff:ffff:ffff::',
    prefix: 64,
    type: 'ipv6',
    rdns: null,
    linode_id: id,
    region,
  };
}

function isPrivate(address: string): boolean {
  return address.startsWith('192.168.');
}
