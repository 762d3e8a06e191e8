import { exampleOf, type Schema } from './openapi-document.ts';

type Leaf = (schema: Schema) => unknown;

const LONG = 'Ahoy '.repeat(400);

/**
 * Rows of a documented shape that keep to it badly: what Linode has been seen to send, what it may
 * send one day, and what nobody should. Each of them has to become a row on the page.
 */
export function oddRows(row: Schema): readonly unknown[] {
  const plain = exampleOf(row) as object; // a row of a list is an object
  return [
    plain,
    { ...plain, brand_new: { deep: [1, null, { a: null }] }, other_new: 'yes' },
    filled(row, () => null),
    Object.fromEntries(Object.keys(plain).map((name) => [name, null])),
    {},
    filled(row, ({ type }) => (type === 'string' ? 'never_heard_of' : undefined)),
    filled(row, wrongType),
    filled(row, ({ type }) => (type === 'string' ? LONG : 1e21)),
    filled(row, ({ type }) => (type === 'string' ? '=HYPERLINK("//x")' : -0.5)),
    filled(row, ({ type }) => (type === 'string' ? '<b>&"\'\u202e' : 0)),
    filled(row, ({ type }) => (type === 'string' ? '0000-00-00T00:00:00' : true)),
    filled(row, () => ({ a: null, b: [null, [], {}], c: { d: false } })),
    filled(row, () => [null, 'one', 2, { three: null }, [4]]),
    filled(row, () => ''),
    null,
    'a row of text',
  ];
}

const wrongTypes: Readonly<Record<string, unknown>> = {
  string: 7,
  integer: 'seven',
  number: '7',
  boolean: 'perhaps',
};

function wrongType({ type }: Schema): unknown {
  return wrongTypes[String(type)] ?? 'not that';
}

/** The shape of a schema with one's own values in it. */
function filled(schema: Schema, leaf: Leaf): unknown {
  const { allOf, oneOf, anyOf, properties, type, items = {} } = schema as Composed;
  if (allOf !== undefined) return Object.assign({}, ...allOf.map((part) => filled(part, leaf)));
  const [choice] = oneOf ?? anyOf ?? [];
  if (choice !== undefined) return filled(choice, leaf);
  if (properties === undefined) return type === 'array' ? [filled(items, leaf)] : leaf(schema);
  const fields = Object.entries(properties).map(([name, field]) => [name, filled(field, leaf)]);
  return Object.fromEntries(fields);
}

/** What OpenAPI says that a schema can be made of. */
interface Composed {
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly type?: string;
}
