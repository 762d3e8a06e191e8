/** Fit for tests alone. */
export const portalSecrets = {
  SESSION_SECRET: 'test-session-secret-of-more-than-32-characters',
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64url')}`,
  FINGERPRINT_KEY: 'test-fingerprint-key-of-more-than-32-characters',
};
