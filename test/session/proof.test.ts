import { describe, expect, test } from '@jest/globals';
import { readSessionContent } from '../../server/session/content.ts';
import { createFormProofs } from '../../server/session/proof.ts';

/* Whether a form came from a page of ours, made for this session, this person and this address. */

const proofs = createFormProofs(['secret-1']);
const max = { sidHash: 'session-1', username: 'max' };
const made = proofs.make(max, '/linodes');

describe('a form', () => {
  test('of this session is valid, at the address that it was made for', () => {
    expect(proofs.check(made, '/linodes', max)).toEqual({ outcome: 'valid' });
    expect(proofs.check(made, '/volumes', max)).toEqual({ outcome: 'forged' });
  });

  test.each([
    ['of the same person’s earlier session', { ...max, sidHash: 'session-2' }],
    ['whose session is over', null],
  ])('%s is outdated, and tells whose it was', (_, owner) => {
    expect(proofs.check(made, '/linodes', owner)).toEqual({ outcome: 'outdated', username: 'max' });
  });

  test('of another person is forged, also in the same session', () => {
    const moritz = { ...max, username: 'moritz' };
    expect(proofs.check(made, '/linodes', moritz)).toEqual({ outcome: 'forged' });
  });

  const [part = '', name = '', mac = ''] = made.split('.');
  const other = Buffer.from('moritz').toString('base64url');
  const foreign = createFormProofs(['secret-2']).make(max, '/linodes');
  test.each([
    ['nothing', undefined],
    ['a list', [made]],
    ['an empty text', ''],
    ['no proof of the session', `.${name}.${mac}`],
    ['no name', `${part}..${mac}`],
    ['no signature', `${part}.${name}.`],
    ['two parts', `${part}.${name}`],
    ['another name', `${part}.${other}.${mac}`],
    ['another session', `${'A'.repeat(22)}.${name}.${mac}`],
    ['another signature', `${part}.${name}.${'A'.repeat(43)}`],
    ['another secret’s', foreign],
  ])('with %s is forged', (_, proof) => {
    expect(proofs.check(proof, '/linodes', max)).toEqual({ outcome: 'forged' });
    expect(proofs.check(proof, '/linodes', null)).toEqual({ outcome: 'forged' });
  });

  test('made under an older secret goes on, while that one is known', () => {
    const rotated = createFormProofs(['secret-0', 'secret-1']);
    expect(rotated.check(made, '/linodes', max)).toEqual({ outcome: 'valid' });
    expect(rotated.make(max, '/linodes')).toBe(
      createFormProofs(['secret-0']).make(max, '/linodes'),
    );
  });

  test('holds neither the session’s hash nor the secret, and a name in any script', () => {
    expect(part).toHaveLength(22);
    const olga = { sidHash: 'session-3', username: 'Ольга' };
    const proof = proofs.make(olga, '/linodes');
    expect(proofs.check(proof, '/linodes', null)).toMatchObject({ username: 'Ольга' });
    expect(proof).not.toContain('session-3');
  });
});

test('without a secret there are no proofs', () => {
  expect(() => createFormProofs([])).toThrow(TypeError);
});

describe('a session’s record', () => {
  const content = {
    username: 'max',
    uid: 7,
    timezone: 'GMT',
    restricted: false,
    vaultId: 'v1',
    startedAt: 1,
    absoluteEnd: 2,
    epoch: 0,
  };

  test('is read as it was written, and nothing beside it', () => {
    expect(readSessionContent({ ...content, role: 'admin' })).toEqual(content);
  });

  test.each(Object.keys(content))('without its %s is no session', (member) => {
    expect(readSessionContent({ ...content, [member]: undefined })).toBeNull();
  });
});
