import { audit } from './audit.ts';
import { cookies } from './cookies.ts';
import { csrf } from './csrf.ts';
import { escaping } from './escaping.ts';
import { exactlyOnce } from './exactly-once.ts';
import { failure } from './failure.ts';
import { headers } from './headers.ts';
import { lifetime } from './lifetime.ts';
import { limits } from './limits.ts';
import { oauthSignIn } from './oauth-sign-in.ts';
import { oauthTokens } from './oauth-tokens.ts';
import { posting } from './posting.ts';
import { proxy } from './proxy.ts';
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
  ...proxy,
  ...escaping,
  ...limits,
  ...headers,
  ...audit,
  ...failure,
};
