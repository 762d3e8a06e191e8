import { fc } from '../support/fast-check.ts';

/** Texts that have broken programs: in a form, a query, an answer. */
export const nastyTexts: readonly string[] = [
  ' ',
  '\0',
  'a\0b',
  '\r\nSet-Cookie: session=1',
  '\u001B[31mred\u001B[0m',
  '\u202Eexe.txt',
  '\uFEFF',
  '\u00AD',
  'é\u0301'.repeat(50),
  '👩‍👩‍👧‍👦',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus=alert(1) '",
  'javascript:alert(1)',
  '{{7*7}}${7*7}<%= 7*7 %>',
  '=cmd|calc',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'true',
  '[]',
  '{}',
  '0',
  '-1',
  '1e309',
  '0x10',
  '99999999999999999999999999',
  '1.5',
  '2026-02-31',
  '-999999-01-01',
  '*',
  ','.repeat(2000),
  'x'.repeat(30_000),
  'a b '.repeat(5000),
];

/** These, and whatever else a person or a program can send as text. */
export function anyText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...nastyTexts),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
}

/** How a value can be sent that is no text at all, as it stands in a form's body or a query. */
export const brokenEncodings = ['%', '%f', '%zz', '%ff%fe', '%ED%A0%80', '%C0%AF', '+%2', '\u00ff'];
