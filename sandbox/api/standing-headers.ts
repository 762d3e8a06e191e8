import type { OutgoingHttpHeaders } from 'node:http';

/** What every answer of the API carries, whoever asks. */
export const standingHeaders: OutgoingHttpHeaders = {
  'Access-Control-Allow-Headers':
    'Authorization, Origin, X-Requested-With, Content-Type, Accept, X-Filter',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Status',
  'Cache-Control': 'max-age=0, no-cache, no-store',
  'Content-Security-Policy': "default-src 'none'",
  'Strict-Transport-Security': 'max-age=31536000',
  Vary: 'Authorization, X-Filter',
  'X-Accepted-OAuth-Scopes': '*',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-OAuth-Scopes': 'unknown',
  'X-Spec-Version': '4.208.1',
};
