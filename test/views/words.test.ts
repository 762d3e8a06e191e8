import { describe, expect, it } from '@jest/globals';
import { priceWords } from '../../views/components/price.ts';
import { sizeWords } from '../../views/components/size.ts';
import { statusWord } from '../../views/components/status.ts';
import { clockTime, time } from '../../views/components/time.ts';

describe('words on screen', () => {
  it.each([
    ['shutting_down', 'Shutting down'],
    ['billing_suspension', 'Billing suspension'],
    ['some_new-status', 'Some new status'],
    ['constructor', 'Constructor'],
    ['', 'Not reported by Linode'],
  ])('the status "%s" reads "%s"', (status, word) => {
    expect(statusWord(status)).toBe(word);
  });

  it.each(['2026-11-02T10:00:00Z', '2026-11-02T10:00:00', '2026-11-02T12:00:00+02:00'])(
    'the instant %s reads as a day and a time in UTC',
    (iso) => {
      expect(String(time(iso))).toBe(
        '<time datetime="2026-11-02T10:00:00Z">2 Nov 2026, 10:00 UTC</time>',
      );
    },
  );

  it('shows what is no date as it is, and names what is missing', () => {
    expect(String(time('soon <b>'))).toBe('soon &lt;b&gt;');
    expect(String(time(''))).toBe('Not reported by Linode');
    expect(String(clockTime(null))).toBe('<time></time>');
  });

  it('prices are exact to what Linode bills', () => {
    expect(priceWords({ monthly: 12, hourly: 0.018 })).toBe('$12.00 a month ($0.018 an hour)');
    expect(priceWords({ monthly: 5, hourly: 0.0075 })).toBe('$5.00 a month ($0.0075 an hour)');
    expect(priceWords({ monthly: null, hourly: 0.5 })).toBe('$0.50 an hour');
    expect(priceWords({ monthly: null, hourly: null })).toBe('Not stated by Linode');
  });

  it.each([
    [512, '512 MB'],
    [2048, '2 GB'],
    [1536, '1.5 GB'],
    [1_048_576, '1,024 GB'],
  ])('%d megabytes read %s', (megabytes, words) => {
    expect(sizeWords(megabytes)).toBe(words);
  });
});
