import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';

type Schema = Record<string, unknown>;
type Operation = {
  readonly answer?: Schema;
  readonly request?: Schema;
  readonly filterable?: readonly string[];
};
type Document = {
  readonly lists: readonly { readonly path: string; readonly beta?: true }[];
  readonly paths: Record<string, Record<string, Operation>>;
};

const file = new URL('../data/linode-openapi.json', import.meta.url);
const { lists, paths } = JSON.parse(readFileSync(file, 'utf8')) as Document; // made by script/trim-openapi.mjs

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

/** What keeps a body from being the documented 200 answer of an operation; empty when it is one. */
export function contractBreaches(operation: string, body: unknown): readonly string[] {
  const validate = compile(operation);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function compile(operation: string): ValidateFunction {
  const [method = '', path = ''] = operation.split(' ');
  const schema = paths[path]?.[method.toLowerCase()]?.answer;
  if (!schema) throw new Error(`no documented answer for ${operation}`);
  return ajv.compile(toJsonSchema(schema) as Schema);
}

/** Fields that the document calls strings or objects, and that the API is known to send as null. */
const nullInPractice = [
  ...'sda sdb sdc sdd sde sdf sdg sdh disk_id'.split(' '),
  'bucket_access',
  'current',
  'in_progress',
  'expiry',
  'image',
  'last_successful',
  'longview_subscription',
  'nat_1_1',
  'secondary_entity',
];

/** Strings that the document wants filled, and that are known to be empty: a record of the domain itself. */
const emptyInPractice = ['name', 'group'];

const proseAsPattern = 'a-z, A-Z, 0-9, /, _, -';

/** ajv knows `nullable` only beside `type`, and wants null among the values of a nullable enum. */
function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const schema = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, toJsonSchema(value)]),
  );
  for (const name of nullInPractice) {
    if (isSchema(schema[name])) schema[name] = { anyOf: [schema[name], { type: 'null' }] };
  }
  for (const name of emptyInPractice) {
    if (isSchema(schema[name])) schema[name] = { ...(schema[name] as Schema), minLength: 0 };
  }
  if (schema['nullable'] === true && Array.isArray(schema['enum'])) {
    schema['enum'] = [...new Set([...schema['enum'], null])];
  }
  // Beside `allOf` it would forbid what the parts allow.
  if (Array.isArray(schema['allOf'])) delete schema['additionalProperties'];
  // Two of the ways to pay have the same data, so that a card fits both.
  if (Array.isArray(schema['oneOf'])) {
    schema['anyOf'] = schema['oneOf'];
    delete schema['oneOf'];
  }
  // A list, says the schema; a word, say the document's own examples.
  if (isSchema(schema['slug'])) schema['slug'] = { type: 'string' };
  // Of `root_device` the document gives the characters in prose where a pattern should be.
  if (schema['pattern'] === proseAsPattern) delete schema['pattern'];
  if (typeof schema['nullable'] === 'boolean' && schema['type'] === undefined) {
    delete schema['nullable'];
  }
  return schema;
}

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** The fields that the document marks as filterable in a list. */
export function filterableFields(path: string): readonly string[] {
  const fields = paths[path]?.['get']?.filterable;
  if (!fields) throw new Error(`no documented list at ${path}`);
  return fields;
}

/** Whether the document has a list in the API's beta version alone. */
export function isBeta(path: string): boolean {
  return lists.some((list) => list.path === path && list.beta);
}
