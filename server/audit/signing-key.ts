import { createPrivateKey, type KeyObject } from 'node:crypto';

// What stands before the 32 bytes of a raw private key in its DER encoding (RFC 8410).
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Reads an Ed25519 private key: 32 raw bytes or PKCS #8 in base64(url), or PEM. @throws for anything else. */
export function readSigningKey(text: string): KeyObject {
  const isPem = text.includes('BEGIN');
  const bytes = Buffer.from(text, 'base64url');
  const der = bytes.length === 32 ? Buffer.concat([PRIVATE_PREFIX, bytes]) : bytes;
  const key = isPem
    ? createPrivateKey(text.replaceAll(String.raw`\n`, '\n'))
    : createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  return key;
}
