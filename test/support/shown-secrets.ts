/** The secret as it is, and as it looks in base64 at each of the three alignments. */
function guises(secret: string): readonly string[] {
  const encoded = [0, 1, 2].map((offset) =>
    Buffer.from('x'.repeat(offset) + secret)
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, encodeURIComponent(secret), ...encoded];
}

/** The secrets that show up in the texts; never the texts themselves, should a test fail. */
export function shownIn(texts: readonly string[], secrets: readonly string[]): readonly string[] {
  const whole = texts.join('\n');
  return secrets.filter((secret) => guises(secret).some((guise) => whole.includes(guise)));
}
