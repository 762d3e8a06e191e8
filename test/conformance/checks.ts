import { cookies } from './cookies.ts';
import { lifetime } from './lifetime.ts';
import { oauthSignIn } from './oauth-sign-in.ts';
import type { Checks } from './requirement.ts';

/** Every check, by the id of the requirement that it shows. */
export const checks: Checks = { ...cookies, ...lifetime, ...oauthSignIn };
