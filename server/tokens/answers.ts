import { z } from 'zod';
import { products, type Product } from '../linode/scopes.ts';
import type { NewToken } from '../linode/tokens.ts';

/** What somebody answered on the form for a token. Kept as a draft; never a secret. */
export type TokenAnswers = z.infer<typeof tokenAnswers>;
export type LevelChoice = z.infer<typeof levelChoice>;

export const expiries = ['1', '3', '6', 'date', 'never'] as const;

const levelChoice = z.enum(['none', 'read_only', 'read_write']);

export const tokenAnswers = z.object({
  label: z.string(),
  /** Months, or another of {@link expiries}; empty for none chosen. */
  expiry: z.enum(['', ...expiries]),
  /** `YYYY-MM-DD` as typed, for `date`. */
  expiryDate: z.string(),
  /** A level for every product; `none`: as chosen one by one. */
  all: levelChoice,
  levels: z.record(z.enum(products), levelChoice),
});

export const noLevels: TokenAnswers['levels'] = levelsFrom(() => 'none');

export const noTokenAnswers: TokenAnswers = {
  label: '',
  expiry: '3',
  expiryDate: '',
  all: 'none',
  levels: noLevels,
};

export interface AnswerProblem {
  readonly field: string;
  readonly text: string;
}

export function levelsFrom(levelFor: (product: Product) => LevelChoice): TokenAnswers['levels'] {
  const entries = products.map((product) => [product, levelFor(product)]);
  // Built from `products` itself, one by one.
  return Object.fromEntries(entries) as TokenAnswers['levels'];
}

/** What is wrong with the answers, in the order of the form. */
export function checkTokenAnswers(answers: TokenAnswers, now = new Date()): AnswerProblem[] {
  const { label, expiry } = answers;
  return [
    ...labelProblems(label),
    ...(expiry === '' ? [{ field: 'expiry', text: 'Choose when the token expires' }] : []),
    ...(expiry === 'date' ? dateProblems(answers.expiryDate, now) : []),
    ...(scopesOf(answers).length === 0
      ? [{ field: 'scopes', text: 'Choose at least one product' }]
      : []),
  ];
}

export function labelProblems(label: string): AnswerProblem[] {
  const isGood = label.length >= 1 && label.length <= 100;
  return isGood ? [] : [{ field: 'label', text: 'Label must be between 1 and 100 characters' }];
}

/** What is sent to Linode. The scopes are always stated: left out, they would be the session's own. */
export function toNewToken(answers: TokenAnswers, now = new Date()): NewToken {
  const scopes = scopesOf(answers).join(' ');
  if (scopes === '') throw new TypeError('A token without scopes must not be asked for.');
  return { label: answers.label, scopes, expiry: expiryOf(answers, now) };
}

/** Every product to read and write is `*`. */
export function scopesOf({ all, levels }: TokenAnswers): readonly string[] {
  const chosen = products.flatMap((product) => {
    const level = all === 'none' ? levels[product] : all;
    return level === 'none' ? [] : [`${product}:${level}`];
  });
  const isFull =
    chosen.length === products.length && chosen.every((scope) => scope.endsWith(':read_write'));
  return isFull ? ['*'] : chosen;
}

/** `YYYY-MM-DDTHH:mm:ss` in UTC, as Linode wants it, or null for never. */
export function expiryOf({ expiry, expiryDate }: TokenAnswers, now: Date): string | null {
  if (expiry === 'never') return null;
  if (expiry === 'date') return `${expiryDate}T00:00:00`;
  return monthsAhead(now, Number(expiry)).toISOString().slice(0, 19);
}

const YEARS_AHEAD = 50;

function dateProblems(text: string, now: Date): AnswerProblem[] {
  const field = 'expiry_date';
  if (text === '') return [{ field, text: 'Enter the date on which the token expires' }];
  const date = new Date(`${text}T00:00:00Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !isReal)
    return [{ field, text: 'Expiry must be a real date, such as 2027-01-31' }];
  if (date <= now) return [{ field, text: 'Expiry must be in the future' }];
  // Linode reads a date a century ahead as never, which is a choice of its own here.
  const isFar = date.getUTCFullYear() - now.getUTCFullYear() > YEARS_AHEAD;
  return isFar
    ? [{ field, text: `Expiry must be within ${YEARS_AHEAD} years, or choose Never` }]
    : [];
}

/** The same day some months on; the last of its month where there is no such day. */
function monthsAhead(from: Date, months: number): Date {
  const there = new Date(from);
  there.setUTCDate(1);
  there.setUTCMonth(there.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1, 0));
  there.setUTCDate(Math.min(from.getUTCDate(), lastDay.getUTCDate()));
  return there;
}
