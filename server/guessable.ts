/** Fewer different characters than that are no chance: 64 random hex digits have about 16. */
const MIN_DIFFERENT = 10;

/** What stands in examples, in this repository's tests, and in what people type for the time being. */
const EXAMPLE_WORDS =
  /change.?me|default|example|fingerprint|insecure|password|placeholder|secret|session/gi;

/** As many as 32 bytes have in base64url. */
const ENOUGH_BESIDE_WORDS = 43;

/**
 * True for a secret that nobody drew at random, by its look: it repeats itself, or it is words. A word
 * beside something that was drawn takes nothing from it.
 */
export function isGuessable(secret: string): boolean {
  const drawn = secret.replaceAll(EXAMPLE_WORDS, '');
  const isWords = drawn !== secret && drawn.length < ENOUGH_BESIDE_WORDS;
  return isWords || new Set(drawn).size < MIN_DIFFERENT;
}
