import { badRequest } from '../api-error.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Condition = (row: Row) => boolean;

type Test = (value: unknown) => boolean;

/** Compiles one object of an X-Filter; throws 400 for what cannot be filtered on. */
export function readCondition(node: unknown, fields: readonly string[]): Condition {
  if (!isObject(node)) throw badRequest('Could not apply filter', 'X-Filter');
  const conditions = Object.entries(node).map(([key, value]): Condition => {
    if (key === '+and') return every(readList(value).map((part) => readCondition(part, fields)));
    if (key === '+or') return some(readList(value).map((part) => readCondition(part, fields)));
    if (!fields.includes(key)) throw badRequest(`Cannot filter on ${key}`, 'X-Filter');
    const test = readTest(value);
    return (row) => valuesAt(row, key).some(test);
  });
  return every(conditions);
}

/** What a row holds under a dotted key; the members one by one wherever there is an array. */
export function valuesAt(row: Row, key: string): readonly unknown[] {
  return key
    .split('.')
    .reduce<readonly unknown[]>(
      (values, name) => values.flatMap((at) => (isObject(at) ? (at[name] ?? null) : null)),
      [row],
    );
}

/** Orders two values as numbers if both are, else as text. */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (asText(left) === asText(right)) return 0;
  return asText(left) < asText(right) ? -1 : 1;
}

function readTest(value: unknown): Test {
  if (!isObject(value)) return (actual) => asText(actual) === asText(value);
  const tests = Object.entries(value).map(([operator, operand]) => readOperator(operator, operand));
  return (actual) => tests.every((test) => test(actual));
}

function readOperator(operator: string, operand: unknown): Test {
  switch (operator) {
    case '+eq':
      return (actual) => asText(actual) === asText(operand);
    case '+neq':
      return (actual) => asText(actual) !== asText(operand);
    case '+contains':
      return (actual) => asText(actual).includes(asText(operand));
    case '+gt':
      return (actual) => compare(actual, operand) > 0;
    case '+gte':
      return (actual) => compare(actual, operand) >= 0;
    case '+lt':
      return (actual) => compare(actual, operand) < 0;
    case '+lte':
      return (actual) => compare(actual, operand) <= 0;
    case '+or': {
      const tests = readList(operand).map(readTest);
      return (actual) => tests.some((test) => test(actual));
    }
    case '+and': {
      const tests = readList(operand).map(readTest);
      return (actual) => tests.every((test) => test(actual));
    }
    default:
      throw badRequest(`Cannot filter on ${operator}`, 'X-Filter');
  }
}

function readList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw badRequest('Could not apply filter', 'X-Filter');
}

function every(conditions: readonly Condition[]): Condition {
  return (row) => conditions.every((condition) => condition(row));
}

function some(conditions: readonly Condition[]): Condition {
  return (row) => conditions.some((condition) => condition(row));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
