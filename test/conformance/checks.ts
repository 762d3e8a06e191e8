import { cookies } from './cookies.ts';
import { csrf } from './csrf.ts';
import { exactlyOnce } from './exactly-once.ts';
import { lifetime } from './lifetime.ts';
import { oauthSignIn } from './oauth-sign-in.ts';
import { oauthTokens } from './oauth-tokens.ts';
import { posting } from './posting.ts';
import type { Checks } from './requirement.ts';

/** Every check, by the id of the requirement that it shows. */
export const checks: Checks = {
  ...cookies,
  ...lifetime,
  ...oauthSignIn,
  ...oauthTokens,
  ...csrf,
  ...posting,
  ...exactlyOnce,
};
