/** `2 GB` for 2048 MB; smaller or odd sizes keep what is needed to be exact. */
export function sizeWords(megabytes: number): string {
  if (megabytes < 1024) return `${megabytes} MB`;
  const gigabytes = (megabytes / 1024).toLocaleString('en-US', { maximumFractionDigits: 1 });
  return `${gigabytes} GB`;
}

export function cpuWords(count: number): string {
  return count === 1 ? '1 CPU' : `${count} CPUs`;
}
