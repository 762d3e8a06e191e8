import { describe, expect, it } from '@jest/globals';
import { HtmlValidate, type Message } from 'html-validate';
import { mostHostileText } from './hostile.ts';
import { samplePages } from './samples/pages.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // The formatter writes it in small letters.
    'doctype-style': ['error', { style: 'lowercase' }],
    // It counts `&lt;` as four letters; a test of the layout counts what is shown.
    'long-title': 'off',
    // The one timed refresh is what the visitor chose, lies in noscript, and has a way to stop it.
    'meta-refresh': 'off',
    // Boxes of one name are one answer with several values.
    'form-dup-name': ['error', { shared: ['radio', 'button', 'submit', 'checkbox'] }],
    // A progress bar and a list of tags take a name from ARIA well; both have a role that allows it.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Spaces that a template leaves at the end of a line do nothing; compression takes them.
    'no-trailing-whitespace': 'off',
    // The house style is XHTML's `<br />`, which the formatter writes.
    'void-style': ['error', { style: 'selfclosing' }],
  },
});

const texts = { 'friendly text': undefined, 'hostile text': mostHostileText };

describe.each(Object.entries(texts))('with %s', (_, hostile) => {
  const pages = samplePages((friendly) => hostile ?? friendly);

  describe.each(Object.entries(pages))('the page %s', (_name, page) => {
    const markup = String(page());

    it('is valid HTML', async () => {
      const report = await validator.validateString(markup);
      const messages = report.results.flatMap((result) => result.messages);
      expect(messages.filter((one) => !isOneOfMany(one)).map(words)).toEqual([]);
    });

    it('has no inline script, style or handler, as the content security policy asks', () => {
      const tags = markup.match(/<[a-z](?:"[^"]*"|[^">])*>/gi) ?? [];
      expect(tags.filter((tag) => /\s(?:style|on\w+)\s*=/i.test(withoutValues(tag)))).toEqual([]);
      expect(tags.filter((tag) => tag.startsWith('<style'))).toEqual([]);
      const scripts = tags.filter((tag) => tag.startsWith('<script'));
      expect(scripts.filter((tag) => !/ src="\/assets\/v1\/[\w-]+\.js"/.test(tag))).toEqual([]);
    });

    it('prints no value that is missing', () => {
      expect(markup).not.toMatch(/>\s*(?:undefined|null|false|NaN|\[object Object\])\s*</);
    });
  });
});

// Hidden fields of one name, too, are one answer with several values; the rule cannot be told so.
function isOneOfMany({ ruleId, message }: Message): boolean {
  return ruleId === 'form-dup-name' && message.includes('"target"');
}

function words({ line, ruleId, message }: Message): string {
  return `${line}: ${ruleId}: ${message}`;
}

function withoutValues(tag: string): string {
  return tag.replaceAll(/"[^"]*"/g, '""');
}
