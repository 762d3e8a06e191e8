import { Instancev1 } from '@scaleway/sdk-instance';

/** it-mil-1 has Instances, too; this build of the SDK does not list it yet. */
const unlisted: readonly string[] = ['it-mil-1'];

const { LOCALITY } = Instancev1.API;
const listed: readonly string[] = 'zones' in LOCALITY ? LOCALITY.zones : [];

/** Every zone with Instances. */
export const zones: readonly string[] = [...new Set([...listed, ...unlisted])].sort((a, b) =>
  a.localeCompare(b),
);

/** Only of such a zone is "not found" believed: there are no Instances then, and nothing is missing. */
export function mayBeAbsent(zone: string): boolean {
  return unlisted.includes(zone) && !listed.includes(zone);
}

/** One zone of each region: whether a key is good shows at any of them. */
export const zonesToProbe: readonly string[] = zones.filter((zone) =>
  ['fr-par-1', 'nl-ams-1', 'pl-waw-1'].includes(zone),
);
