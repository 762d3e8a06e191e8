import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

export type Schema = Readonly<Record<string, unknown>>;

/** One operation of Linode's API document, as script/trim-openapi.mjs keeps it. */
export interface Operation {
  readonly needsToken: boolean;
  readonly query?: Readonly<Record<string, Schema>>;
  /** The fields that X-Filter takes, dotted; absent where the answer is no list. */
  readonly filterable?: readonly string[];
  readonly request?: Schema;
  readonly answer?: Schema;
}

/** A GET that answers with pages of rows. */
export interface DocumentedList {
  readonly path: string;
  /** Absent where no token is asked for; empty where any token will do. */
  readonly scopes?: readonly string[];
  readonly deprecated?: true;
  readonly beta?: true;
}

interface ApiDocument {
  readonly lists: readonly DocumentedList[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const file = new URL('../data/linode-openapi.json', import.meta.url);
const { lists, paths } = JSON.parse(readFileSync(file, 'utf8')) as ApiDocument; // checked by the sandbox's contract
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: false });

/** All of them, also those that are left out of the operations kept here. */
export const documentedLists = lists;

export function findOperation(method: string, path: string): Operation | undefined {
  const isExact = Object.hasOwn(paths, path);
  const template = isExact
    ? path
    : Object.keys(paths).find((candidate) => toPattern(candidate).test(path));
  return paths[template ?? '']?.[method.toLowerCase()];
}

/** What keeps a body from being the documented one; fields that the document does not know included. */
export function bodyBreaches({ request }: Operation, body: unknown): readonly string[] {
  if (request === undefined) return body === undefined ? [] : ['no body is documented'];
  const validate = ajv.compile(toJsonSchema(request) as Schema);
  const known = fieldsOf(request);
  const unknown = Object.keys(body ?? {}).filter((name) => !known.has(name));
  const isGood = validate(body ?? {});
  const broken = isGood ? [] : (validate.errors ?? []);
  return [
    ...unknown.map((name) => `${name} is not documented`),
    ...broken.map(({ instancePath, message }) => `${instancePath} ${message}`),
  ];
}

export function queryBreaches({ query = {} }: Operation, sent: URLSearchParams): readonly string[] {
  return [...sent].flatMap(([name, value]) => {
    const schema = query[name];
    if (schema === undefined) return [`?${name} is not documented`];
    const given = schema['type'] === 'integer' ? Number(value) : value;
    return ajv.validate(toJsonSchema(schema) as Schema, given)
      ? []
      : [`?${name}=${value} is out of bounds`];
  });
}

/** What the document itself shows as an example, put together from its fields. */
export function exampleOf(schema: Schema): unknown {
  if ('example' in schema) return schema['example'];
  if (Array.isArray(schema['allOf'])) return Object.assign({}, ...schema['allOf'].map(exampleOf));
  const choices = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(choices)) return exampleOf(choices[0] as Schema); // OpenAPI: schemas only
  if ('default' in schema) return schema['default'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  return ofType(schema);
}

/** The schema of the rows of a list; undefined where the answer is no list. */
export function rowOf(answer: Schema): Schema | undefined {
  const parts = [answer, ...((answer['allOf'] ?? []) as Schema[])].map(propertiesOf);
  if (!parts.some(({ pages }) => pages !== undefined)) return undefined;
  return parts.find(({ data }) => data !== undefined)?.['data']?.['items'] as Schema | undefined;
}

function ofType(schema: Schema): unknown {
  if (schema['type'] === 'array') return [exampleOf((schema['items'] ?? {}) as Schema)];
  if (schema['properties'] !== undefined)
    return Object.fromEntries(
      Object.entries(propertiesOf(schema)).map(([name, field]) => [name, exampleOf(field)]),
    );
  const plain: Record<string, unknown> = { string: 'text', integer: 1, number: 1, boolean: false };
  return plain[String(schema['type'])] ?? {};
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] ?? {}) as Record<string, Schema>; // OpenAPI: a map of schemas
}

function fieldsOf(schema: Schema): ReadonlySet<string> {
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((word) => (schema[word] ?? []) as Schema[]);
  const inherited = parts.flatMap((part) => [...fieldsOf(part)]);
  return new Set([...Object.keys(propertiesOf(schema)), ...inherited]);
}

/** ajv knows `nullable` only beside `type`. */
function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key]) => !(key === 'nullable' && !('type' in node)) && key !== 'example',
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, toJsonSchema(value)]));
}

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
