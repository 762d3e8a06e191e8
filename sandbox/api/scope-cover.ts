const levels: Record<string, number> = {
  view: 1,
  read_only: 1,
  create: 2,
  modify: 2,
  delete: 2,
  read_write: 2,
  '*': 2,
};

const foldedIntoAccount = new Set(['tokens', 'clients', 'users', 'tickets', 'managed']);

/** Whether granted scopes, in any dialect that tokens were ever written in, hold one that is needed. */
export function covers(granted: readonly string[], needed: string): boolean {
  if (granted.includes('*')) return true;
  const wanted = read(needed);
  return granted
    .map(read)
    .some(({ category, level }) => category === wanted.category && level >= wanted.level);
}

function read(scope: string) {
  const [name = '', level = ''] = scope.split(':');
  const category = foldedIntoAccount.has(name) ? 'account' : name;
  return { category, level: levels[level] ?? 0 };
}
