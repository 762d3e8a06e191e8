import { AnswerTooLarge } from './errors.ts';

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** An answer's body. @throws {AnswerTooLarge} beyond 8 MB: no list page is that long */
export async function readWhole(
  body: AsyncIterable<Buffer> & { destroy(): void },
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) {
      body.destroy();
      throw new AnswerTooLarge('more than 8 MB');
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
