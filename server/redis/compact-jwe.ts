import { createDecipheriv, type KeyObject } from 'node:crypto';

/** The protected header of a value that we sealed; whatever else may stand there is not ours. */
export interface SealHeader {
  readonly alg?: unknown;
  readonly enc?: unknown;
  readonly kid?: unknown;
  readonly at?: unknown;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @throws when the first part is no JSON object. */
export function headerOf(sealed: string): SealHeader {
  const header: unknown = JSON.parse(toBytes(sealed.split('.', 1)[0] ?? '').toString());
  if (typeof header !== 'object' || header === null) throw new TypeError('no header');
  return header;
}

/**
 * Opens a compact JWE (RFC 7516) of `dir` and A256GCM. By hand, because WebCrypto, and jose with it,
 * hands each opening to another thread: ten times the CPU of these few lines, for every request.
 *
 * @throws when it was altered, or sealed with another key.
 */
export function openCompact(sealed: string, key: KeyObject): string {
  const [header = '', wrapped, iv, text, tag, ...more] = sealed.split('.');
  const isWhole = wrapped === '' && tag !== undefined && more.length === 0;
  if (!isWhole) throw new TypeError('not five parts, of which the second is empty');
  const [ivBytes, tagBytes] = [toBytes(iv ?? ''), toBytes(tag)];
  if (ivBytes.length !== IV_BYTES || tagBytes.length !== TAG_BYTES)
    throw new TypeError('parts of another length');
  const decipher = createDecipheriv('aes-256-gcm', key, ivBytes, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(header, 'latin1'))
    .setAuthTag(tagBytes);
  return Buffer.concat([decipher.update(toBytes(text ?? '')), decipher.final()]).toString();
}

/** Strictly base64url: Node reads over what does not belong there. */
function toBytes(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new TypeError('not base64url');
  return bytes;
}
