import { fc } from '../support/fast-check.ts';
import { collections } from '../../server/browse/collections.ts';
import type { Reply } from '../support/stand-in-server.ts';

/**
 * Answers of every shape that an API can have: lists, single things and refusals whose fields hold
 * anything, JSON that is none of these, JSON that breaks off or never ends, and no JSON at all. None
 * of them says that a token is dead, that the server failed, or that one should wait: each of these
 * changes what is asked next.
 */
export function anyAnswer(): fc.Arbitrary<Reply> {
  const body = fc.oneof(
    { weight: 6, arbitrary: list().map(toJson) },
    { weight: 4, arbitrary: thing().map(toJson) },
    { weight: 2, arbitrary: refusal().map(toJson) },
    { weight: 2, arbitrary: fc.json() },
    { weight: 1, arbitrary: brokenOff() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  return fc.record({ status: fc.constantFrom(...statuses), headers: headers(), body });
}

const statuses = [200, 200, 200, 200, 200, 204, 206, 302, 400, 403, 404, 418, 422];

/** Names that some list or page looks for, and names that every object answers to. */
const names = [
  ...new Set(collections.flatMap(({ columns }) => columns.map(({ field }) => firstOf(field)))),
  'username',
  'entity',
  'percent_complete',
  'scopes',
  'token',
  'expiry',
  'ssh_keys',
  'name',
  'state',
  'public_ips',
  'volumes',
  '__proto__',
  'constructor',
  'toString',
  'length',
];

function firstOf(field: string): string {
  return field.split('.')[0] ?? field;
}

function value(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(0, -0, -1, 1e21, 1e-7, Number.MAX_VALUE, '2018-13-45T99:99:99', '', ' '),
    fc.dictionary(fc.constantFrom('id', 'label', 'type', 'url', '__proto__'), fc.jsonValue()),
  );
}

function thing(): fc.Arbitrary<object> {
  return fc.dictionary(fc.constantFrom(...names), value(), { maxKeys: 12 });
}

/** Its numbers may be no numbers; but it never says that there are many more pages. */
function list(): fc.Arbitrary<object> {
  const number = fc.constantFrom(1, 1, 1, 2, 0, -1, 1.5, null, '1', undefined);
  const results = fc.oneof(number, fc.constantFrom(-5, 1e300));
  const data = fc.oneof(
    { weight: 4, arbitrary: fc.array(thing(), { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.array(fc.jsonValue(), { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  // The last is where Scaleway has its rows.
  return fc.record({ data, page: number, pages: number, results, servers: data });
}

function refusal(): fc.Arbitrary<object> {
  const told = fc.dictionary(fc.constantFrom('reason', 'field', 'x'), value());
  return fc.record({ errors: fc.oneof(fc.array(told, { maxLength: 30 }), fc.jsonValue()) });
}

function brokenOff(): fc.Arbitrary<string> {
  return fc.tuple(list().map(toJson), fc.nat(200)).map(([text, length]) => text.slice(0, length));
}

const DEPTH = 20_000;
const plain = { 'Content-Type': 'application/json' };
const deep = '['.repeat(DEPTH) + ']'.repeat(DEPTH);
/** JSON that no program can follow which calls itself for each bracket. */
export const bottomless: readonly Reply[] = [
  deep,
  '['.repeat(DEPTH),
  `{"data":[${deep}],"page":1,"pages":1,"results":1}`,
  `{"data":[{"id":1,"label":${deep},"tags":${deep}}],"page":1,"pages":1,"results":1}`,
  `{"id":1,"label":${deep},"specs":${deep}}`,
  `{"errors":[{"reason":${deep}}]}`,
].map((body) => ({ status: body.includes('errors') ? 400 : 200, headers: plain, body }));

function headers(): fc.Arbitrary<Record<string, string>> {
  const text = fc.stringMatching(/^[\x21-\x7e]{0,80}$/);
  return fc.record(
    {
      'Content-Type': fc.constantFrom('application/json', 'text/html', 'x'),
      'X-OAuth-Scopes': fc.oneof(text, fc.constantFrom('*', 'unknown', 'a '.repeat(2000))),
      'X-Customer-UUID': fc.oneof(text, fc.constantFrom('{a}:b', 'x'.repeat(500))),
      'X-Accepted-OAuth-Scopes': text,
    },
    { requiredKeys: ['Content-Type'] },
  );
}

function toJson(body: object): string {
  return JSON.stringify(body);
}
