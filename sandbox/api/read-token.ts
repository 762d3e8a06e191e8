import { allScopes } from '../login/scopes.ts';
import { ApiError } from './api-error.ts';
import type { Reason } from './api-error.ts';
import type { SignedCall } from './endpoint.ts';
import { covers } from './scope-cover.ts';

type TokenOrder = {
  readonly label: string;
  readonly scopes: string;
  readonly expiry: string | null;
};

/** Reads the body of POST /profile/tokens; throws 400 with every reason at once. */
export function readToken({ body, caller, now }: SignedCall): TokenOrder {
  const { label, scopes = '*', expiry = null, ...rest } = body;
  const reasons = [
    ...checkTokenLabel(label),
    ...checkScopes(scopes, caller.scopes),
    ...checkExpiry(expiry, now),
    ...Object.keys(rest).map((field) => ({ reason: `${field} is not valid`, field })),
  ];
  if (reasons.length > 0) throw new ApiError(400, reasons);
  return {
    label: String(label),
    scopes: scopes === '*' ? caller.scopes.join(' ') : String(scopes),
    expiry: typeof expiry === 'string' ? expiry : null,
  };
}

/** Whether a token without a label is possible is not known, so it is refused. */
export function checkTokenLabel(label: unknown): readonly Reason[] {
  if (typeof label === 'string' && label.length >= 1 && label.length <= 100) return [];
  return [{ reason: 'Length must be 1-100 characters', field: 'label' }];
}

/** Separated by single spaces, each one declared, none beyond the acting token's. */
function checkScopes(scopes: unknown, held: readonly string[]): readonly Reason[] {
  const field = 'scopes';
  if (scopes === '*') return [];
  const wanted = typeof scopes === 'string' ? scopes.split(' ') : [''];
  if (!wanted.every((scope) => allScopes.includes(scope))) {
    return [{ reason: 'scopes is not valid', field }];
  }
  if (wanted.every((scope) => covers(held, scope))) return [];
  return [{ reason: 'Scopes may not exceed those of the acting token', field }];
}

/** The one form that is sure to be taken: no offset, no milliseconds, a real date to come. */
function checkExpiry(expiry: unknown, now: number): readonly Reason[] {
  const field = 'expiry';
  if (expiry === null) return [];
  if (typeof expiry !== 'string' || !isMoment(expiry)) {
    return [{ reason: 'expiry is not valid', field }];
  }
  return Date.parse(`${expiry}Z`) > now ? [] : [{ reason: 'Must be in the future', field }];
}

function isMoment(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
