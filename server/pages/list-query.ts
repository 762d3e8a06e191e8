import type { Request } from 'express';

/** A parameter as text; absent and empty are the same. Repeated ones were refused before. */
export function textParam(req: Request, name: string, maxLength = 200): string {
  const value = req.query[name];
  return typeof value === 'string' ? value.trim().slice(0, maxLength) : '';
}

export function oneOf<const Values extends readonly (string | number)[]>(
  values: Values,
  given: string,
  fallback: Values[number],
): Values[number] {
  return values.find((value) => String(value) === given) ?? fallback;
}

/** A page number of 1 or more; anything else is the first page. */
export function pageParam(req: Request): number {
  const page = Number(textParam(req, 'page'));
  return Number.isSafeInteger(page) && page >= 1 ? page : 1;
}
