import { daysBefore } from './clock.ts';
import type { Domain } from './domain.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { World } from './world.ts';

type Content = {
  readonly type: 'A' | 'AAAA' | 'MX' | 'CNAME' | 'TXT' | 'SRV' | 'CAA';
  readonly name: string;
  readonly target: string;
  readonly priority?: number;
  readonly tag?: 'issue';
  readonly service?: string;
};

/** The records of a Domain, as GET /domains/{id}/records shows them; a slave has none of its own. */
export function recordsOf(world: World, domain: Domain, now: number) {
  if (domain.type === 'slave') return [];
  return contentsOf(world, domain, now).map((content, index) => ({
    id: domain.id * 10 + index,
    type: content.type,
    name: content.name,
    target: content.target,
    priority: content.priority ?? 0,
    weight: content.type === 'SRV' ? 5 : 0,
    port: content.type === 'SRV' ? 443 : 0,
    service: content.service ?? null,
    protocol: content.service === undefined ? null : '_tcp',
    ttl_sec: content.type === 'CNAME' ? 3600 : 300,
    tag: content.tag ?? null,
    created: daysBefore(world.startedAt, domain.daysOld),
    updated: daysBefore(world.startedAt, domain.daysOld / (index + 2)),
  }));
}

function contentsOf(world: World, domain: Domain, now: number): readonly Content[] {
  const linodes = linkedLinodes(world, domain, now);
  const [ipv4 = '198.18.0.10'] = linodes.flatMap((linode) => linode.ipv4);
  const ipv6 = linodes[0]?.ipv6 ?? '2001:db8::10';
  const { label } = domain;
  return [
    { type: 'A', name: '', target: ipv4 },
    { type: 'A', name: 'www', target: linodes[1]?.ipv4[0] ?? ipv4 },
    { type: 'AAAA', name: '', target: ipv6 },
    { type: 'AAAA', name: 'www', target: ipv6 },
    { type: 'MX', name: '', target: 'mx1.mail.example', priority: 10 },
    { type: 'MX', name: '', target: 'mx2.mail.example', priority: 20 },
    { type: 'TXT', name: '', target: 'v=spf1 include:mail.example -all' },
    { type: 'TXT', name: '_dmarc', target: `v=DMARC1; p=reject; rua=mailto:dmarc@${label}` },
    { type: 'CNAME', name: 'status', target: 'status-page.example' },
    { type: 'CNAME', name: 'assets', target: label },
    { type: 'SRV', name: '_caldavs._tcp', target: `www.${label}`, service: '_caldavs' },
    { type: 'CAA', name: '', target: 'letsencrypt.org', tag: 'issue' },
  ];
}
