import express, { type RequestHandler } from 'express';
import { BadRequest, TooLarge, UnsupportedMediaType } from '../errors.ts';

/** A form's declared fields: sent once, or as often as boxes were ticked. */
export type FieldKinds = Readonly<Record<string, 'one' | 'many'>>;

export type FormValues<Kinds extends FieldKinds> = {
  readonly [Name in keyof Kinds]: Kinds[Name] extends 'many' ? readonly string[] : string;
};

/** The hidden field with the proof that a form is ours; every form has it. */
export const PROOF_FIELD = 'proof';

const FORM = 'application/x-www-form-urlencoded';
const MAX_FIELDS = 1000;

/**
 * Forms are urlencoded and nothing else: the types that other sites can send by trick are refused.
 * The parser is the URL standard's own: one that leaves out names such as `__proto__` would hide from
 * {@link readForm} what was sent.
 */
export const parseForms: RequestHandler[] = [
  (req, _res, next) => {
    const isForm = req.is(FORM) !== false;
    next(req.method === 'POST' && !isForm ? new UnsupportedMediaType() : undefined);
  },
  express.text({ type: FORM, limit: '64kb' }),
  (req, _res, next) => {
    const text: unknown = req.body;
    const fields = new URLSearchParams(typeof text === 'string' ? text : '');
    if (fields.size > MAX_FIELDS) return next(new TooLarge());
    req.body = valuesByName(fields);
    next();
  },
];

/** An object without a prototype, so that every name is only a name; several values make a list. */
function valuesByName(fields: URLSearchParams): Record<string, string | readonly string[]> {
  const named = Object.create(null) as Record<string, string | readonly string[]>; // null is untyped
  for (const name of new Set(fields.keys())) {
    const [first = '', ...more] = fields.getAll(name);
    named[name] = more.length === 0 ? first : [first, ...more];
  }
  return named;
}

/** @throws {BadRequest} for a field that is not declared, or given twice where once is meant. */
export function readForm<const Kinds extends FieldKinds>(
  body: unknown,
  kinds: Kinds,
): FormValues<Kinds> {
  const sent = new Map(Object.entries(isObject(body) ? body : {}));
  sent.delete(PROOF_FIELD);
  const undeclared = [...sent.keys()].find((name) => !Object.hasOwn(kinds, name));
  if (undeclared !== undefined) throw new BadRequest('the form has a field that is not its own');
  const values = Object.entries(kinds).map(([name, kind]) => [name, read(sent.get(name), kind)]);
  // Built from `kinds` itself, field by field, just above.
  return Object.fromEntries(values) as FormValues<Kinds>;
}

export function proofIn(body: unknown): unknown {
  return isObject(body) ? body[PROOF_FIELD] : undefined;
}

function read(value: unknown, kind: 'one' | 'many'): string | readonly string[] {
  const all = Array.isArray(value) ? value : [value ?? []].flat();
  if (!all.every((item) => typeof item === 'string')) throw new BadRequest('a field is not text');
  if (kind === 'many') return all;
  if (all.length > 1) throw new BadRequest('a field was given twice');
  return all[0] ?? '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
