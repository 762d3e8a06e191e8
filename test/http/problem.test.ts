import { expect, test } from '@jest/globals';
import { toProblem } from '../../server/http/problem.ts';
import {
  InMaintenance,
  InvalidToken,
  LinodeRefused,
  LinodeUnavailable,
  MissingScope,
  RateLimited,
} from '../../server/linode/errors.ts';

/* What a person is told of each way in which a call of Linode can fail. */

const said = [{ reason: 'Because.', field: null }];

test.each([
  ['asks to wait', new RateLimited(said, 7), 429, 'wait 7 seconds'],
  ['lacks a scope', new MissingScope(said, ['linodes:read_write']), 403, 'linodes:read_write'],
  ['lacks a scope it does not name', new MissingScope(said, []), 403, 'more access'],
  ['is in maintenance', new InMaintenance(said), 503, 'closed for maintenance. Because.'],
  ['fails', new LinodeUnavailable(500, said), 502, 'Because.'],
  ['fails without a word', new LinodeUnavailable(0, []), 502, 'could not answer'],
  ['says when to ask again', new LinodeUnavailable(503, [], { retryAfterSeconds: 30 }), 503, ''],
  ['finds nothing', new LinodeRefused(404, said), 404, ''],
  ['forbids it', new LinodeRefused(403, said), 403, 'Linode answered: Because.'],
  ['refuses', new LinodeRefused(400, said), 502, 'Linode answered: Because.'],
  ['refuses without a word', new LinodeRefused(422, []), 502, 'Linode answered: status 422'],
  ['takes the token for dead', new InvalidToken(401, said), 401, ''],
  ['is not asked, for a body that breaks off', { status: 400 }, 400, ''],
  ['is not asked, for a body that is too long', { status: 413 }, 413, ''],
  ['is not what failed', new TypeError('secret detail'), 500, ''],
])('when Linode %s', (_, error, ...told) => {
  const { status, text } = toProblem(error);
  const [wantedStatus, words] = told;
  expect(status).toBe(wantedStatus);
  expect(text).toContain(words);
  expect(text).not.toContain('secret');
});

test.each([
  [new MissingScope(said, ['linodes:read_write']), true],
  [new MissingScope(said, ['boats:sail']), false],
])('a scope that a step-up would bring is offered: %#', (error, isOffered) => {
  expect('need' in toProblem(error)).toBe(isOffered);
});

test.each([
  [new RateLimited(said, 7), 7],
  [new InMaintenance(said), 60],
  [new InMaintenance(said, { retryAfterSeconds: 5 }), 5],
  [new LinodeUnavailable(500, said), 10],
  [new LinodeUnavailable(503, said, { retryAfterSeconds: 30 }), 30],
  [new LinodeRefused(403, said), undefined],
])('it is said when asking again makes sense: %#', (error, seconds) => {
  expect(toProblem(error).retryAfterSeconds).toBe(seconds);
});
