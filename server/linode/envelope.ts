/** Enough of both ends for what is looked for there, however it is spaced. */
const HEAD_BYTES = 32;
const TAIL_BYTES = 160;

const head = /^\s*\{\s*"data"\s*:\s*\[/;
const tail =
  /\]\s*,\s*"page"\s*:\s*(\d+)\s*,\s*"pages"\s*:\s*(\d+)\s*,\s*"results"\s*:\s*\d+\s*\}\s*$/;

/**
 * Whether a body is a page of a list as Linode writes it, `data` first and three numbers after it,
 * told by its two ends: what was cut off or is no list at all lacks one of them. To read all of it
 * would cost three times as much as everything else that a list of 100 rows needs.
 *
 * @returns the numbers; null for what has to be read to be known.
 */
export function readEnvelope(body: Buffer): { page: number; pages: number } | null {
  if (!head.test(body.toString('latin1', 0, HEAD_BYTES))) return null;
  const end = tail.exec(body.toString('latin1', Math.max(0, body.length - TAIL_BYTES)));
  return end === null ? null : { page: Number(end[1]), pages: Number(end[2]) };
}
