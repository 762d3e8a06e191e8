/** How the stand-ins behave where the real servers are not known, or vary. */
export type Switches = {
  /** The member of a token answer that names the scopes: `scope`, or `scopes` joined by commas. */
  scopeStyle: 'scope' | 'scopes-comma';
  refreshToken: 'rotating' | 'null';
  /** The issuer in the callback (RFC 9207). */
  iss: 'on' | 'off';
  tokenErrors: 'oauth' | 'linode';
  /** Revoking one token ends every token of that user and client. */
  revokeEndsAll: boolean;
  accessTokenSeconds: number;
  /** How every token begins, so that one is known wherever it shows up; empty: as Linode's. */
  tokenMark: string;
  /** Duration of one phase of a Linode's life: provisioning, booting, … */
  lifecycleMs: number;
  rateLimits: 'on' | 'off';
};

/** The switches at the start. */
export function defaultSwitches(lifecycleMs: number): Switches {
  return {
    scopeStyle: 'scope',
    refreshToken: 'rotating',
    iss: 'on',
    tokenErrors: 'oauth',
    revokeEndsAll: false,
    accessTokenSeconds: 7200,
    tokenMark: '',
    lifecycleMs,
    rateLimits: 'on',
  };
}
