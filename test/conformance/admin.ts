import { claim, claimStatus } from './claim.ts';
import type { Answer } from './exchange.ts';
import { formsIn } from './forms.ts';
import type { Visitor } from './visitor.ts';

const revoke = '/audit/revoke';

/** What the page about a person offers to end, as its form names it: `session-…`, `pat-…`, `app-…`. */
export async function revocable(
  admin: Visitor,
  username: string,
  kind: 'session' | 'pat' | 'app',
): Promise<readonly string[]> {
  const { text } = await admin.get(`/audit/users/${username}`);
  const form = formsIn(text).find(({ action }) => action === revoke);
  return (form?.fields['target'] ?? []).filter((target) => target.startsWith(`${kind}-`));
}

/** Ends them by the admin's two pages. @returns the answer to the last click */
export async function revokeAsAdmin(admin: Visitor, targets: readonly string[]): Promise<Answer> {
  claim(targets.length > 0, 'there is nothing for the admin to end');
  const [anyTarget = ''] = targets;
  const username = anyTarget.split('@').at(-1) ?? '';
  const confirm = await admin.submit(`/audit/users/${username}`, revoke, { target: targets });
  claimStatus(confirm, [200]);
  const done = await admin.submit(confirm, revoke, { reason: 'Conformance check' });
  claimStatus(done, [303]);
  return done;
}
