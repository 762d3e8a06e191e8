/** `1 token`, `1,204 tokens`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

/** `12,345`: commas between thousands. */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
