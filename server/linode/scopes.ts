import { LRUCache } from 'lru-cache';

/** What a scope string allows, whatever dialect it is written in (facts: section 2). */
export interface ScopeSet {
  /** `*`: every product, read and write. */
  readonly isFull: boolean;
  readonly levels: ReadonlyMap<Product, Level>;
  /** Parts that are no scope known here; shown as they are. */
  readonly unknown: readonly string[];
}

export type Level = 'read_only' | 'read_write';

/** The products a personal access token can be limited to, in Cloud Manager's order. */
export const products = [
  'account',
  'child_account',
  'databases',
  'domains',
  'events',
  'firewall',
  'images',
  'ips',
  'linodes',
  'lke',
  'longview',
  'monitor',
  'nodebalancers',
  'object_storage',
  'stackscripts',
  'volumes',
  'vpc',
] as const;

export type Product = (typeof products)[number];

/** Old tokens name parts of what is one category today. */
const foldedIntoAccount = new Set(['tokens', 'clients', 'users', 'tickets', 'managed']);

const levels: ReadonlyMap<string, Level> = new Map([
  ['read_only', 'read_only'],
  ['view', 'read_only'],
  ['read_write', 'read_write'],
  ['create', 'read_write'],
  ['modify', 'read_write'],
  ['delete', 'read_write'],
  ['*', 'read_write'],
]);

/** Organisations have thousands of tokens and a few dozen scope strings. */
const read = new LRUCache<string, ScopeSet>({
  max: 5000,
  maxSize: 1_000_000,
  sizeCalculation: sizeOf,
});

/** Reads space and comma separated scopes, `*`, and the categories and levels of old tokens. */
export function readScopes(text: string): ScopeSet {
  const known = read.get(text);
  if (known !== undefined) return known;
  const scopes = parseScopes(text);
  read.set(text, scopes);
  return scopes;
}

function sizeOf(_scopes: ScopeSet, text: string): number {
  return text.length + 1;
}

function parseScopes(text: string): ScopeSet {
  const found = new Map<Product, Level>();
  const unknown = new Set<string>();
  let isFull = false;
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const scope = readScope(part);
    if (scope === 'full') isFull = true;
    else if (scope === null) unknown.add(readable(part));
    else if (found.get(scope.product) !== 'read_write') found.set(scope.product, scope.level);
  }
  return { isFull, levels: found, unknown: [...unknown].slice(0, MAX_UNKNOWN) };
}

/** That there are some is what matters. */
const MAX_UNKNOWN = 20;

/** Scopes are words of ASCII; whatever else stands there is not repeated. */
function readable(part: string): string {
  return /^[\x21-\x7e]{1,60}$/.test(part) ? part : '(unreadable)';
}

/** The level a token has for a product; null for none. */
export function levelOf(scopes: ScopeSet, product: Product): Level | null {
  return scopes.isFull ? 'read_write' : (scopes.levels.get(product) ?? null);
}

function readScope(part: string): 'full' | { product: Product; level: Level } | null {
  if (part === '*') return 'full';
  const [category = '', word = ''] = part.split(':');
  const name = foldedIntoAccount.has(category) ? 'account' : category;
  const product = products.find((known) => known === name);
  const level = levels.get(word.replace('-', '_'));
  return product === undefined || level === undefined ? null : { product, level };
}
