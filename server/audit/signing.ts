import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { ChainHead } from './chain.ts';

/** A head of the chain, vouched for: whoever has one can tell whether the log was rewritten since. */
export interface SignedHead extends ChainHead {
  readonly at: string;
  /** Ed25519 over `seq|hash|at`, base64url. */
  readonly signature: string;
  /** The raw public key, base64url. */
  readonly publicKey: string;
}

export type HeadSigner = (head: ChainHead) => SignedHead;

// What stands before the 32 bytes of a raw public key in its DER encoding (RFC 8410).
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export function createHeadSigner(key: KeyObject): HeadSigner {
  const publicKey = rawPublicKey(key);
  return ({ seq, hash }) => {
    const at = new Date().toISOString();
    const signature = sign(null, statement({ seq, hash, at }), key).toString('base64url');
    return { seq, hash, at, signature, publicKey };
  };
}

export function isSignatureGood(head: SignedHead): boolean {
  const der = Buffer.concat([PUBLIC_PREFIX, Buffer.from(head.publicKey, 'base64url')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, statement(head), key, Buffer.from(head.signature, 'base64url'));
}

function statement({ seq, hash, at }: Pick<SignedHead, 'seq' | 'hash' | 'at'>): Buffer {
  return Buffer.from(`${seq}|${hash}|${at}`);
}

function rawPublicKey(key: KeyObject): string {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return der.subarray(PUBLIC_PREFIX.length).toString('base64url');
}
