/** Races and kills happen once in CI; `REPEAT=100 npm test -- test/replicas` looks for the rare ones. */
export const rounds: readonly number[] = Array.from(
  { length: Number(process.env['REPEAT'] ?? 1) },
  (_, at) => at + 1,
);
