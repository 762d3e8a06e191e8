import { describe, expect, test } from '@jest/globals';
import { LinodeUnavailable, RateLimited } from '../../server/linode/errors.ts';
import { getAccountId, listKeyOwners, mayAddLinodes } from '../../server/linode/profile.ts';
import { linodeWith, listOf, refusal, type Told } from '../support/told-linode.ts';

/* What Linode tells of a person, by their role; what is withheld is no error, what is away is one. */

const euuid = 'E1AF5EEC-526F-487D-B317EBEB34C87D71';

test.each<[string, Told, string | null]>([
  ['its id', [200, { euuid }], euuid],
  ['nothing where the role does not see it', [403, refusal('Unauthorized')], null],
  ['nothing where it is not there', [404, refusal('Not found')], null],
])('of the account is told %s', async (_, answer, id) => {
  expect(await getAccountId(linodeWith({ '/account': answer }))).toBe(id);
});

test.each<[string, Told, typeof LinodeUnavailable | typeof RateLimited]>([
  ['fails', [500, refusal('Oops')], LinodeUnavailable],
  ['sends an id that is none', [200, { euuid: 'a:b' }], LinodeUnavailable],
])('of the account nothing is concluded when Linode %s', async (_, answer, error) => {
  await expect(getAccountId(linodeWith({ '/account': answer }))).rejects.toThrow(error);
});

test.each<[string, boolean, Told]>([
  ['without grants, as unrestricted people are', true, [204]],
  ['under IAM', true, [400, refusal('Use IAM')]],
  ['whose grants are withheld', true, [403, refusal('Unauthorized')]],
  ['with the grant', true, [200, { global: { add_linodes: true } }]],
  ['without the grant', false, [200, { global: { add_linodes: false } }]],
  ['whose grant is of an unknown form', false, [200, { global: { add_linodes: 'perhaps' } }]],
])('that somebody %s may try to add Linodes is %p', async (_, may, answer) => {
  expect(await mayAddLinodes(linodeWith({ '/profile/grants': answer }))).toBe(may);
});

test.each<[number, typeof LinodeUnavailable | typeof RateLimited]>([
  [500, LinodeUnavailable],
  [429, RateLimited],
])('a %d leaves open whether somebody may add Linodes', async (status, error) => {
  const linode = linodeWith({ '/profile/grants': [status, refusal('Later')] });
  await expect(mayAddLinodes(linode)).rejects.toThrow(error);
});

describe('who has SSH keys', () => {
  const withheld: Told = [403, refusal('Unauthorized')];

  test('is told by the account’s users, of whom a row that cannot be read is left out', async () => {
    const users = listOf(
      { username: 'ada', ssh_keys: ['desk', 7] },
      { username: 'max', ssh_keys: [] },
      { ssh_keys: ['lost'] },
    );
    const owners = await listKeyOwners(linodeWith({ '/account/users': [200, users] }), 'max');
    expect(owners).toEqual([{ username: 'ada', labels: ['desk'] }]);
  });

  test.each<[string, readonly unknown[], readonly unknown[]]>([
    ['themselves', [{ label: 'laptop' }], [{ username: 'rita', labels: ['laptop'] }]],
    ['nobody, where they have none', [], []],
  ])('is for a restricted person %s', async (_, own, owners) => {
    const linode = linodeWith({
      '/account/users': withheld,
      '/profile/sshkeys': [200, listOf(...own)],
    });
    expect(await listKeyOwners(linode, 'rita')).toEqual(owners);
  });

  test('is not guessed when Linode fails', async () => {
    const linode = linodeWith({
      '/account/users': [502, refusal('Bad gateway')],
      '/profile/sshkeys': [200, listOf({ label: 'laptop' })],
    });
    await expect(listKeyOwners(linode, 'rita')).rejects.toThrow(LinodeUnavailable);
  });
});
