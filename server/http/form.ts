import express, { type RequestHandler } from 'express';
import { BadRequest, UnsupportedMediaType } from '../errors.ts';

/** A form's declared fields: sent once, or as often as boxes were ticked. */
export type FieldKinds = Readonly<Record<string, 'one' | 'many'>>;

export type FormValues<Kinds extends FieldKinds> = {
  readonly [Name in keyof Kinds]: Kinds[Name] extends 'many' ? readonly string[] : string;
};

/** The hidden field with the proof that a form is ours; every form has it. */
export const PROOF_FIELD = 'proof';

/** Forms are urlencoded and nothing else: the types that other sites can send by trick are refused. */
export const parseForms: RequestHandler[] = [
  (req, _res, next) => {
    const isForm = req.is('application/x-www-form-urlencoded') !== false;
    next(req.method === 'POST' && !isForm ? new UnsupportedMediaType() : undefined);
  },
  express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 1000 }),
];

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
