import { until } from '../support/until.ts';
import { claim } from './claim.ts';
import type { Target } from './requirement.ts';

/** A line of the portal's log that is an audit event. */
export type AuditLine = Readonly<Record<string, unknown>>;

/** The events that were logged so far, each a JSON line marked `audit`. */
export function auditLines({ portalLog }: Target<'portalLog'>): readonly AuditLine[] {
  return portalLog()
    .filter((line) => line.includes('"audit":true'))
    .map((line) => JSON.parse(line) as AuditLine); // of an object: it begins with a brace
}

/** Does something that is to be recorded once. @returns its event */
export async function recordedOnce(
  target: Target<'portalLog'>,
  event: AuditLine,
  act: () => Promise<unknown>,
): Promise<AuditLine> {
  const isMeant = (line: AuditLine) =>
    Object.entries(event).every(([name, value]) => line[name] === value);
  const count = () => auditLines(target).filter(isMeant).length;
  const before = count();
  await act();
  const told = JSON.stringify(event);
  await until(`${told} is logged`, async () => await Promise.resolve(count() > before));
  const found = auditLines(target).filter(isMeant).slice(before);
  const [line] = found;
  claim(found.length === 1 && line !== undefined, `${told} was logged ${found.length} times`);
  return line;
}
