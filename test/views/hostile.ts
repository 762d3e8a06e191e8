/** Text that does harm wherever a view forgets to escape, or a layout to bend. */
export const hostileTexts = {
  'a script element': '<script>alert(1)</script><img src=x onerror=alert(2)>',
  'the end of an attribute': `"onx="1" 'ony='1' \` onz=1 >`,
  'a script URL': 'javascript:alert(1)',
  'right-to-left text': '\u202Eexe.\u05E9\u05DC\u05D5\u05DD\u0645\u0631\u062D\u0628\u0627',
  'ten thousand characters': 'x'.repeat(10_000),
} as const;

/** All of it in one text, but for the length, which is a matter of the layout alone. */
export const mostHostileText = Object.values(hostileTexts)
  .filter((text) => text.length < 1000)
  .join(' ');
