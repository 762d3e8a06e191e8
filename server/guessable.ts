/** Fewer different characters than that are no chance: 64 random hex digits have about 16. */
const MIN_DIFFERENT = 10;

/** What stands in examples, in this repository's tests, and in what people type for the time being. */
const EXAMPLE_WORDS =
  /change.?me|default|example|fingerprint|insecure|password|placeholder|secret|session/i;

/** True for a secret that nobody drew at random, by its look: it repeats itself, or it is words. */
export function isGuessable(secret: string): boolean {
  return new Set(secret).size < MIN_DIFFERENT || EXAMPLE_WORDS.test(secret);
}
