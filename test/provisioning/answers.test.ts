import { describe, expect, test } from '@jest/globals';
import { image, plan, region } from '../../server/linode/catalogue-shapes.ts';
import {
  checkAnswers,
  passwordProblem,
  toNewLinode,
  type Answers,
} from '../../server/provisioning/answers.ts';
import { isAgeing, isEndOfLife, isSoldOut } from '../../server/provisioning/offer.ts';

/* What can be sent to Linode, what is said about the rest, and what of it Linode is sent. */

const offer = {
  plans: [plan.parse({ id: 'g6-nanode-1' }), plan.parse({ id: 'g6-standard-1' })],
  regions: [region.parse({ id: 'us-east' }), region.parse({ id: 'eu-west' })],
  availability: [
    { plan: 'g6-nanode-1', region: 'us-east', available: true },
    { plan: 'g6-nanode-1', region: 'eu-west', available: false },
  ],
  images: [
    image.parse({ id: 'linode/debian13' }),
    image.parse({ id: 'linode/debian8', eol: '2020-06-30T00:00:00' }),
  ],
};

const good: Answers = {
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian13',
  label: 'pilot-boat-1',
  tags: 'blue, green',
  authorizedUsers: [],
};

const labelLength = 'Label must be between 3 and 64 characters';
const labelSigns = 'Label can have only letters, digits, dashes, underscores and dots';
const labelEnds = 'Label must begin with a letter and end with a letter or digit';
const labelPairs = 'Label cannot have two dashes, underscores or dots in a row';
const tagLength = 'Each tag must be between 3 and 50 characters';

describe('answers', () => {
  test.each<Partial<Answers>>([
    {},
    { region: 'eu-west', type: 'g6-standard-1' },
    { label: 'abc' },
    { label: 'a'.repeat(64) },
    { label: 'Web_1.example-2' },
    { tags: '' },
    { tags: ' , ,' },
    { tags: `abc, ${'t'.repeat(50)}` },
  ])('with %p can be sent', (change) => {
    expect(checkAnswers({ ...good, ...change }, offer)).toEqual([]);
  });

  test.each<[keyof Answers, string, string]>([
    ['region', '', 'Choose a region'],
    ['region', 'us-west', 'Choose a region from the list'],
    ['type', '', 'Choose a plan'],
    ['type', 'g6-nanode', 'Choose a plan from the list'],
    ['image', '', 'Choose an image'],
    ['image', 'linode/debian', 'Choose an image from the list'],
    ['image', 'linode/debian8', 'This image is past its end of life. Choose a newer one'],
    ['label', '', 'Enter a label'],
    ['label', 'ab', labelLength],
    ['label', 'a'.repeat(65), labelLength],
    ['label', 'café', labelSigns],
    ['label', 'pilot boat', labelSigns],
    ['label', '$(id)-boat', labelSigns],
    ['label', '1st-boat', labelEnds],
    ['label', '-boat', labelEnds],
    ['label', 'boat-', labelEnds],
    ['label', 'boat.', labelEnds],
    ['label', 'boat--1', labelPairs],
    ['label', 'boat__1', labelPairs],
    ['label', 'boat..1', labelPairs],
    ['tags', 'blue,ab', tagLength],
    ['tags', `${'t'.repeat(51)},blue`, tagLength],
  ])('with the %s “%s” cannot', (field, value, text) => {
    expect(checkAnswers({ ...good, [field]: value }, offer)).toEqual([{ field, text }]);
  });

  test('for a plan without room say where there is none', () => {
    expect(checkAnswers({ ...good, region: 'eu-west' }, offer)).toEqual([
      {
        field: 'type',
        text: 'eu-west has no room for g6-nanode-1 now. Choose another plan or region',
      },
    ]);
  });

  test('are complained of in the order of the form', () => {
    const nothing = { region: '', type: '', image: '', label: '', tags: 'x', authorizedUsers: [] };
    const fields = checkAnswers(nothing, offer).map(({ field }) => field);
    expect(fields).toEqual(['region', 'type', 'image', 'label', 'tags']);
  });
});

describe('Linode is sent', () => {
  const bare = {
    region: 'us-east',
    type: 'g6-nanode-1',
    image: 'linode/debian13',
    label: 'pilot-boat-1',
  };

  test('each tag once, and without the spaces around it', () => {
    const sent = toNewLinode({ ...good, tags: 'blue, sea green ,,blue' });
    expect(sent).toEqual({ ...bare, tags: ['blue', 'sea green'] });
  });

  test('whose keys let them in', () => {
    const sent = toNewLinode({ ...good, tags: '', authorizedUsers: ['max', 'ada'] });
    expect(sent).toEqual({ ...bare, authorized_users: ['max', 'ada'] });
  });

  test('nothing that was left empty', () => {
    expect(toNewLinode({ ...good, tags: ' , ' })).toStrictEqual(bare);
  });
});

describe('a root password', () => {
  const missing = 'Enter a root password, or go back and choose SSH keys';
  const length = 'Root password must be between 7 and 128 characters';

  test.each<[string, number, readonly string[], string | null]>([
    ['may be left out with keys', 0, ['max'], null],
    ['is needed without keys', 0, [], missing],
    ['may have 7 characters', 7, [], null],
    ['may have 128 characters', 128, [], null],
    ['cannot have 6 characters, keys or not', 6, ['max'], length],
    ['cannot have 129 characters', 129, [], length],
  ])('%s', (...[, characters, authorizedUsers, problem]) => {
    expect(passwordProblem('x'.repeat(characters), { ...good, authorizedUsers })).toBe(problem);
  });
});

describe('an offer', () => {
  test('has no room for a plan where Linode says so of this plan and region', () => {
    const rows = offer.availability;
    expect(isSoldOut(rows, 'g6-nanode-1', 'eu-west')).toBe(true);
    expect(isSoldOut(rows, 'g6-nanode-1', 'us-east')).toBe(false);
    expect(isSoldOut(rows, 'g6-standard-1', 'eu-west')).toBe(false);
    expect(isSoldOut(rows, 'g6-nanode-1', 'ap-south')).toBe(false);
  });

  test.each<[string, object, { ageing: boolean; over: boolean }]>([
    ['without an end', {}, { ageing: false, over: false }],
    ['before its end', { eol: '2026-11-23T00:00:00' }, { ageing: false, over: false }],
    ['that Linode deprecates', { deprecated: true }, { ageing: true, over: false }],
    ['after its end', { eol: '2026-11-21T00:00:00' }, { ageing: true, over: false }],
    ['182 days after its end', { eol: '2026-05-24T00:00:00' }, { ageing: true, over: false }],
    ['184 days after its end', { eol: '2026-05-22T00:00:00' }, { ageing: false, over: true }],
    [
      'deprecated and long over',
      { eol: '2020-01-01T00:00:00', deprecated: true },
      { ageing: false, over: true },
    ],
  ])('with an image %s warns of it, or leaves it out', (_, row, expected) => {
    const now = Date.parse('2026-11-22T00:00:00Z');
    const its = image.parse({ id: 'linode/any', ...row });
    expect({ ageing: isAgeing(its, now), over: isEndOfLife(its, now) }).toEqual(expected);
  });
});
