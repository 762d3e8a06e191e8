import { describe, expect, test } from '@jest/globals';
import { image, plan, region } from '../../server/linode/catalogue-shapes.ts';
import { toOptions } from '../../server/pages/create-options.ts';
import { noAnswers, type Answers } from '../../server/provisioning/answers.ts';

/* The create form over catalogues as Linode has them, and as it may have them one day. */

interface Rows {
  readonly plans?: readonly object[];
  readonly regions?: readonly object[];
  readonly images?: readonly object[];
}

const yearsAgo = '2020-01-01T00:00:00';

function optionsOf(
  { plans = [], regions = [], images = [] }: Rows,
  answers: Partial<Answers> = {},
) {
  const offer = {
    plans: plans.map((row) => plan.parse(row)),
    regions: regions.map((row) => region.parse(row)),
    images: images.map((row) => image.parse(row)),
    availability: [{ plan: 'g6-nanode-1', region: 'eu-west', available: false }],
  };
  return toOptions(offer, { ...noAnswers, ...answers });
}

/** `group: option, option` for each group. */
function groupsOf(groups: readonly { label: string; options: readonly { label: string }[] }[]) {
  return groups.map(({ label, options }) =>
    [label, options.map((option) => option.label).join(', ')].join(': '),
  );
}

test('regions stand under their country, and without one under Other', () => {
  const { regions } = optionsOf({
    regions: [
      { id: 'eu-west', label: 'London', country: 'gb', status: 'outage' },
      { id: 'us-east', country: 'us', status: 'ok' },
      { id: 'sea-1', label: 'At sea', country: 'high seas' },
      { id: 'sea-2', label: 'Adrift' },
      { id: 'xx-1', label: 'New', country: 'zq' },
    ],
  });
  expect(groupsOf(regions)).toEqual([
    'United Kingdom: London (eu-west)',
    'United States: us-east',
    'Other: At sea (sea-1), Adrift (sea-2)',
    'ZQ: New (xx-1)',
  ]);
  expect(regions[0]?.options[0]?.note).toBe('outage reported');
  expect(regions[1]?.options[0]?.note).toBeUndefined();
});

test('plans stand by class and price, those of unknown classes last', () => {
  const { plans } = optionsOf({
    plans: [
      { id: 'x2', class: 'quantum', price: { monthly: 9, hourly: 1 } },
      { id: 'x1' },
      { id: 'd1', label: 'Dedicated 4 GB', class: 'dedicated', price: { monthly: 36, hourly: 1 } },
      { id: 's2', label: 'Linode 4 GB', class: 'standard', price: { monthly: 24, hourly: 1 } },
      { id: 's1', label: 'Linode 2 GB', class: 'standard', price: { monthly: 12, hourly: 1 } },
      { id: 'n1', label: 'Nanode 1 GB', class: 'nanode', price: { monthly: 5, hourly: 1 } },
    ],
  });
  expect(groupsOf(plans)).toEqual([
    'Shared CPU: Nanode 1 GB, Linode 2 GB, Linode 4 GB',
    'Dedicated CPU: Dedicated 4 GB',
    'Other: x1',
    'quantum: x2',
  ]);
  const unstated = plans[2]?.options[0];
  expect(unstated).toMatchObject({ vcpus: 0, memoryMb: 0, diskMb: 0 });
  expect(unstated?.price).toEqual({ monthly: null, hourly: null });
});

test.each([
  ['', undefined],
  ['us-east', undefined],
  ['eu-west', 'no room in eu-west now'],
])('a plan that is sold out in eu-west is for the region “%s” %s', (chosen, words) => {
  const { plans } = optionsOf({ plans: [{ id: 'g6-nanode-1' }] }, { region: chosen });
  expect(plans[0]?.options[0]?.unavailable).toBe(words);
});

test('images stand under their vendor after one’s own, without those of long ago or not ready', () => {
  const { images } = optionsOf({
    images: [
      { id: 'linode/debian13', label: 'Debian 13', vendor: 'Debian', is_public: true },
      { id: 'linode/debian12', label: 'Debian 12', vendor: 'Debian', deprecated: true },
      { id: 'linode/debian8', label: 'Debian 8', vendor: 'Debian', eol: yearsAgo },
      { id: 'linode/plain', is_public: true, status: 'available' },
      { id: 'private/1', label: 'golden', status: 'available' },
      { id: 'private/2', label: 'half', status: 'creating' },
    ],
  });
  expect(groupsOf(images)).toEqual([
    'Your images: golden',
    'Debian: Debian 13, Debian 12',
    'Other: linode/plain',
  ]);
  expect(images[1]?.options.map(({ note }) => note)).toEqual([undefined, 'deprecated']);
});

describe('the price', () => {
  const rows = {
    regions: [{ id: 'eu-west', label: 'London' }],
    plans: [
      {
        id: 'g6-nanode-1',
        label: 'Nanode 1 GB',
        price: { monthly: 5, hourly: 0.0075 },
        region_prices: [{ id: 'eu-west', monthly: 6, hourly: 0.009 }],
        addons: { backups: { price: { monthly: 2, hourly: 0.003 } } },
      },
      { id: 'bare', label: 'Bare' },
    ],
  };

  test('is said when plan and region are chosen, with that of backups', () => {
    const { price } = optionsOf(rows, { type: 'g6-nanode-1', region: 'eu-west' });
    expect(price).toEqual({
      plan: 'Nanode 1 GB',
      region: 'London',
      price: { monthly: 6, hourly: 0.009 },
      backups: { monthly: 2, hourly: 0.003 },
    });
  });

  test('is left open for a plan of which Linode tells none', () => {
    const { price } = optionsOf(rows, { type: 'bare', region: 'eu-west' });
    expect(price).toEqual({
      plan: 'Bare',
      region: 'London',
      price: { monthly: null, hourly: null },
    });
  });

  test.each([{ type: 'bare' }, { region: 'eu-west' }, { type: 'gone', region: 'eu-west' }])(
    'is not said for %p',
    (answers) => {
      expect(optionsOf(rows, answers).price).toBeUndefined();
    },
  );
});
