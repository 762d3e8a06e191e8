import { valueAt, type ListRow } from './collection.ts';
import { isRecord } from './collection.ts';
import type { Filter } from './compile.ts';

export type Test = (row: ListRow) => boolean;

/**
 * What X-Filter means, over rows that the portal holds itself: the shared catalogue, and what Linode
 * cannot filter. Of a list, one member is enough. Capitals make no difference to "contains".
 */
export function toTest(filter: Filter | undefined): Test {
  const tests = Object.entries(filter ?? {})
    .filter(([name]) => !name.startsWith('+order'))
    .map(([name, wanted]): Test => {
      if (name === '+and') return every(listOf(wanted).map(toTest));
      if (name === '+or') return some(listOf(wanted).map(toTest));
      const accepts = toAcceptance(wanted);
      return (row) => membersAt(row, name).some(accepts);
    });
  return every(tests);
}

type Acceptance = (actual: unknown) => boolean;

function toAcceptance(wanted: unknown): Acceptance {
  if (!isRecord(wanted)) return (actual) => isSame(actual, wanted);
  const parts = Object.entries(wanted).map(([sign, operand]) => toComparison(sign, operand));
  return (actual) => parts.every((accepts) => accepts(actual));
}

function toComparison(sign: string, operand: unknown): Acceptance {
  switch (sign) {
    case '+and': {
      const parts = listOf(operand).map(toAcceptance);
      return (actual) => parts.every((accepts) => accepts(actual));
    }
    case '+or': {
      const parts = listOf(operand).map(toAcceptance);
      return (actual) => parts.some((accepts) => accepts(actual));
    }
    case '+neq':
      return (actual) => !isSame(actual, operand);
    case '+contains': {
      const part = asText(operand).toLowerCase();
      return (actual) => isThere(actual) && asText(actual).toLowerCase().includes(part);
    }
    default:
      return (actual) => isThere(actual) && holds(sign, compare(actual, operand));
  }
}

function holds(sign: string, order: number): boolean {
  if (sign === '+gt') return order > 0;
  if (sign === '+gte') return order >= 0;
  if (sign === '+lt') return order < 0;
  if (sign === '+lte') return order <= 0;
  return sign === '+eq' && order === 0;
}

/** By number where both are numbers, else by their characters, as instants are. */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [one, other] = [asText(left), asText(right)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function membersAt(row: ListRow, field: string): readonly unknown[] {
  const value = valueAt(row, field);
  return Array.isArray(value) ? value : [value ?? null];
}

function isSame(actual: unknown, wanted: unknown): boolean {
  return asText(actual ?? null) === asText(wanted);
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Read by `expert.ts` or made by `compile.ts`: both put lists of filters there. */
function listOf(value: unknown): readonly Filter[] {
  return Array.isArray(value) ? value : [];
}

function every(tests: readonly Test[]): Test {
  return (row) => tests.every((test) => test(row));
}

function some(tests: readonly Test[]): Test {
  return (row) => tests.some((test) => test(row));
}
