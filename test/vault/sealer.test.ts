import { describe, expect, test } from '@jest/globals';
import { compactDecrypt } from 'jose';
import { SealBroken, createSealer } from '../../server/redis/sealer.ts';

const first = { kid: 'k1', key: Buffer.alloc(32, 1) };
const second = { kid: 'k2', key: Buffer.alloc(32, 2) };
const place = 'vault:{a}#access';

test('what is sealed for a place opens there', async () => {
  const sealer = await createSealer([first]);
  expect(await sealer.open(await sealer.seal('a token', place), place)).toBe('a token');
});

test('what is sealed is a JWE that others open, too', async () => {
  const sealed = await (await createSealer([first])).seal('a token', place);
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, first.key);
  expect(Buffer.from(plaintext).toString()).toBe('a token');
  expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'k1', at: place });
});

test('the same text never looks the same twice, and never shows', async () => {
  const sealer = await createSealer([first]);
  const all = await Promise.all(
    Array.from({ length: 100 }, async () => await sealer.seal('a token', place)),
  );
  expect(new Set(all).size).toBe(100);
  expect(all.filter((sealed) => sealed.includes('token'))).toEqual([]);
});

describe('a seal is broken when it was', () => {
  test.each([
    ['moved to another record', 'vault:{b}#access'],
    ['moved to another field', 'vault:{a}#refresh'],
    ['moved to another kind of key', 'attempt:a'],
  ])('%s', async (_, elsewhere) => {
    const sealer = await createSealer([first]);
    const sealed = await sealer.seal('a token', place);
    await expect(sealer.open(sealed, elsewhere)).rejects.toThrow(SealBroken);
  });

  test('altered in any of its parts', async () => {
    const sealer = await createSealer([first]);
    const parts = (await sealer.seal('a token', place)).split('.');
    for (const index of parts.keys()) {
      const altered = parts.with(index, flipped(parts[index] ?? '')).join('.');
      await expect(sealer.open(altered, place)).rejects.toThrow(SealBroken);
    }
  });

  test('given another place in its header', async () => {
    const sealer = await createSealer([first]);
    const [header = '', ...rest] = (await sealer.seal('a token', place)).split('.');
    const fields = JSON.parse(Buffer.from(header, 'base64url').toString()) as object; // our own
    const moved = Buffer.from(JSON.stringify({ ...fields, at: 'vault:{b}#access' }));
    const forged = [moved.toString('base64url'), ...rest].join('.');
    await expect(sealer.open(forged, 'vault:{b}#access')).rejects.toThrow(SealBroken);
  });

  test('cut short in its tag, which would make it easier to forge', async () => {
    const sealer = await createSealer([first]);
    const [tag = '', ...rest] = (await sealer.seal('a token', place)).split('.').reverse();
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
    const cut = [short, ...rest].reverse().join('.');
    await expect(sealer.open(cut, place)).rejects.toThrow(SealBroken);
  });

  test('made with a key that is not in the ring', async () => {
    const sealed = await (await createSealer([second])).seal('a token', place);
    await expect((await createSealer([first])).open(sealed, place)).rejects.toThrow(SealBroken);
  });

  test('made with another key of the same name', async () => {
    const sealed = await (await createSealer([{ ...second, kid: 'k1' }])).seal('a token', place);
    await expect((await createSealer([first])).open(sealed, place)).rejects.toThrow(SealBroken);
  });

  test.each(['', 'nonsense', '....', 'a.b.c.d.e', '{"at":"vault:{a}#access"}'])(
    'never one: %j',
    async (text) => {
      await expect((await createSealer([first])).open(text, place)).rejects.toThrow(SealBroken);
    },
  );

  test('says nothing of what was inside', async () => {
    const sealer = await createSealer([first]);
    const sealed = await sealer.seal('a token', place);
    const error: unknown = await sealer
      .open(sealed, 'elsewhere')
      .catch((reason: unknown) => reason);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('a token');
    expect(error).not.toHaveProperty('cause');
  });
});

describe('with two keys', () => {
  test('the first seals, and both open', async () => {
    const before = await createSealer([first]);
    const after = await createSealer([second, first]);
    const old = await before.seal('old', place);
    const fresh = await after.seal('new', place);
    expect(await after.open(old, place)).toBe('old');
    expect(await after.open(fresh, place)).toBe('new');
    await expect(before.open(fresh, place)).rejects.toThrow(SealBroken);
  });
});

test('a sealer without a key cannot be made', async () => {
  await expect(createSealer([])).rejects.toThrow('at least one key');
});

/** Another letter for the first one of a base64url text; something for nothing. */
function flipped(text: string): string {
  return text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`;
}
