import { describe, expect, test } from '@jest/globals';
import { createChainCheck } from '../../server/audit/chain-check.ts';
import { GENESIS, readChainEntry, type ChainEntry } from '../../server/audit/chain-entry.ts';
import { verifyLinks } from '../../server/audit/verify.ts';
import { linkedEntries, linkedTo } from '../support/linked-entries.ts';

/* What a look at the log finds, and how far it goes for that. */

/** A log of these entries, that counts how often it is read from. */
function logOf(entries: readonly ChainEntry[]) {
  const log = {
    entries,
    reads: 0,
    async oldest(count: number, after = '-') {
      log.reads += 1;
      const from = placeAfter(log.entries, after);
      return await Promise.resolve(log.entries.slice(from, from + count));
    },
    async head() {
      const last = log.entries.at(-1);
      return await Promise.resolve({ seq: last?.body.seq ?? 0, hash: last?.hash ?? GENESIS });
    },
  };
  return log;
}

/** Halves what is left until one place is: a long log is read from often. */
function placeAfter(entries: readonly ChainEntry[], after: string): number {
  let [low, high] = [0, after === '-' ? 0 : entries.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (timeOf(entries[middle]?.cursor) > timeOf(after)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function timeOf(cursor = ''): number {
  return Number.parseInt(cursor, 10);
}

function changed(entries: readonly ChainEntry[], seq: number, change: Partial<ChainEntry>) {
  return entries.map((entry) => (entry.body.seq === seq ? { ...entry, ...change } : entry));
}

const five = linkedEntries(5);
const forged = { seq: 3, entry: 'e-3', at: '', type: 'forged' };
const unmatched = (seq: number) => `Entry ${seq}: it does not match its hash`;
const misplaced = (seq: number) => `Entry ${seq}: it does not follow the one before`;
const [first, second, , fourth] = five;
if (!first || !second || !fourth) throw new Error('five entries were expected');

describe('a log is broken', () => {
  test.each<[string, readonly ChainEntry[], string]>([
    ['where an entry was changed', changed(five, 3, { body: forged }), unmatched(3)],
    ['where a hash was changed', changed(five, 3, { hash: first.hash }), unmatched(3)],
    [
      'after an entry that was changed with its hash',
      changed(five, 3, linkedTo(second.hash, forged, '9')),
      misplaced(4),
    ],
    ['where it says to follow another one', changed(five, 3, { prev: first.hash }), misplaced(3)],
    ['where one was taken out', five.filter(({ body }) => body.seq !== 3), misplaced(4)],
    [
      'where a number was left out',
      [first, linkedTo(first.hash, { ...second.body, seq: 3 }, second.cursor)],
      misplaced(3),
    ],
    [
      'where its first entry follows something',
      [linkedTo(fourth.hash, first.body, first.cursor)],
      misplaced(1),
    ],
  ])('%s', async (_, entries, reason) => {
    const upTo = Number(/\d+/.exec(reason)?.[0]);
    const look = createChainCheck(logOf(entries));
    const verdict = { intact: false, upTo, reason };
    expect(await look()).toEqual(verdict);
    expect(await look()).toEqual(verdict);
  });

  test('where its end is gone, though it grows again', async () => {
    const log = logOf(five);
    const look = createChainCheck(log);
    await look();
    log.entries = five.slice(0, 3);
    const reason = 'The entries after 3 were there, and are gone';
    expect(await look()).toEqual({ intact: false, upTo: 3, reason });
    log.entries = five;
    expect(await look()).toEqual({ intact: false, upTo: 3, reason });
  });

  test('also where it is changed long after it was looked at', async () => {
    const log = logOf(five);
    const look = createChainCheck(log);
    for (const intact of [true, true, true]) expect((await look()).intact).toBe(intact);
    log.entries = changed(five, 2, { body: { ...second.body, type: 'forged' } });
    expect(await look()).toEqual({ intact: false, upTo: 2, reason: unmatched(2) });
  });
});

describe('a log is intact', () => {
  test('while it is empty', async () => {
    expect(await createChainCheck(logOf([]))()).toEqual({ intact: true, upTo: 0 });
  });

  test('where it was trimmed before anybody looked', async () => {
    const trimmed = five.slice(2);
    expect(await createChainCheck(logOf(trimmed))()).toEqual({ intact: true, upTo: 5 });
  });
});

describe('of a long log', () => {
  const long = linkedEntries(25_500);

  test('a part is followed at each look, and a part of that once more', async () => {
    const log = logOf(long);
    const look = createChainCheck(log);
    const seen: [number, number][] = [];
    for (let looks = 0; looks < 3; looks += 1) {
      log.reads = 0;
      const { upTo } = await look();
      seen.push([upTo, log.reads]);
    }
    expect(seen).toEqual([
      [20_000, 20],
      [25_500, 11],
      [25_500, 6],
    ]);
  });

  test('what is changed behind a look is found when a later one comes by again', async () => {
    const log = logOf(long);
    const look = createChainCheck(log);
    await look();
    log.entries = changed(long, 7000, { hash: GENESIS });
    expect((await look()).intact).toBe(true);
    expect(await look()).toEqual({ intact: false, upTo: 7000, reason: unmatched(7000) });
  });

  test.each([
    ['where the second look came to', 2, 6000],
    ['beyond where the first one came to', 1, 22_000],
  ])('what is trimmed meanwhile %s is no loss', async (_, looks, gone) => {
    const log = logOf(long);
    const look = createChainCheck(log);
    for (let count = 0; count < looks; count += 1) await look();
    log.entries = long.slice(gone);
    expect(await look()).toEqual({ intact: true, upTo: 25_500 });
    expect(await look()).toEqual({ intact: true, upTo: 25_500 });
  });
});

describe('of the stream an entry is read', () => {
  const body = JSON.stringify(first.body);
  const fields = ['hash', first.hash, 'prev', first.prev, 'body', body];

  test('in whichever order its fields stand', () => {
    expect(readChainEntry(first.cursor, fields)).toEqual(first);
  });

  test.each([0, 2, 4])('only with all of its fields: not without the one at %d', (at) => {
    expect(readChainEntry('1-0', fields.toSpliced(at, 2))).toBeNull();
  });

  test.each(['{}', '{"seq":"1","at":"","type":""}'])('not with the body %s', (text) => {
    expect(readChainEntry('1-0', ['hash', '', 'prev', '', 'body', text])).toBeNull();
  });
});

describe('an extract', () => {
  const links = five.map(({ hash, body }) => ({ hash, entry: body }));

  test('counts its whole entries, and ends with its head', () => {
    const stubs = links.map(({ hash, entry }, at) => (at > 2 ? { hash } : { hash, entry }));
    const head = five.at(-1)?.hash;
    expect(verifyLinks(stubs, GENESIS)).toEqual({ intact: true, entries: 3, head });
    expect(verifyLinks([], GENESIS)).toEqual({ intact: true, entries: 0, head: GENESIS });
  });

  test('that begins elsewhere is broken at its beginning', () => {
    const reason = 'the entry does not match its hash';
    expect(verifyLinks(links, first.hash)).toEqual({ intact: false, at: 0, reason });
    expect(verifyLinks(links.toSpliced(2, 1), GENESIS)).toEqual({ intact: false, at: 2, reason });
  });
});
