import type { Chrome } from '../../../views/layout.ts';

/** Stands between a sample and its text, so that a test can put something hostile in its place. */
export type Text = (friendly: string) => string;

export function sampleChrome(text: Text, path: string): Chrome {
  return {
    ...signedOutChrome(path),
    user: { username: text('anna'), role: 'admin' },
    path: text(path),
    proofs: { signOut: text('proof-sign-out'), theme: text('proof-theme') },
    reference: text('01J9X7-4F2A'),
  };
}

export function signedOutChrome(path: string): Chrome {
  return { theme: 'system', path, assetVersion: 'v1', reference: '01J9X7-4F2A' };
}
