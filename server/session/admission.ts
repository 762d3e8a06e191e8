import type { Config } from '../config.ts';

export interface Applicant {
  readonly username: string;
  readonly email: string;
  readonly account: string | null;
}

/**
 * Why this person may not come in, or null when they may. Every list that is set must match
 * (design, decision 1); which one did not is for the log, not for the person.
 */
export function refusalOf(allowed: Config['allowed'], applicant: Applicant): string | null {
  const { users, emailDomains, accounts } = allowed;
  const domain = applicant.email.toLowerCase().split('@').at(-1) ?? '';
  if (isMissing(users, applicant.username.toLowerCase())) return 'user-not-allowed';
  if (isMissing(emailDomains, domain)) return 'email-domain-not-allowed';
  if (isMissing(accounts, applicant.account?.toLowerCase() ?? '')) return 'account-not-allowed';
  return null;
}

/**
 * Whether somebody who was let in stays so under the lists in force now, as far as a session knows
 * them: by name and account. Whoever is taken off a list is out once the portal has read it.
 */
export function mayStay(
  { users, accounts }: Config['allowed'],
  { username, account }: Pick<Applicant, 'username' | 'account'>,
): boolean {
  const isOff = isMissing(users, username.toLowerCase());
  return !isOff && !isMissing(accounts, account?.toLowerCase() ?? '');
}

/** A list that is not set asks for nothing. */
function isMissing(list: readonly string[], value: string): boolean {
  return list.length > 0 && !list.includes(value);
}
