import {
  createPersonalToken,
  deletePersonalToken,
  isActive,
  renamePersonalToken,
  toTokenAnswer,
} from '../../world/personal-token.ts';
import { ApiError, badRequest, notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { checkTokenLabel, readToken } from '../read-token.ts';

const path = '/profile/tokens';
const onePath = '/profile/tokens/:id';

export const profileTokenEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path,
    scope: 'account:read_only',
    limit: 'list',
    // `expiry` is not declared filterable, but Cloud Manager orders by it.
    handle: (call) =>
      collection(call, tokensFor(call).map(toTokenAnswer), ['label', 'created', 'expiry']),
  },
  { method: 'POST', path, scope: 'account:read_write', handle: create },
  {
    method: 'GET',
    path: onePath,
    scope: 'account:read_only',
    handle: (call) => toTokenAnswer(tokenOf(call)),
  },
  { method: 'PUT', path: onePath, scope: 'account:read_write', handle: rename },
  {
    method: 'DELETE',
    path: onePath,
    scope: 'account:read_write',
    handle: (call) => {
      deletePersonalToken(call.world, tokenOf(call));
      return {};
    },
  },
];

/** The caller's own tokens that are good: nobody sees those of another user. */
function tokensFor({ world, caller, now }: SignedCall) {
  return world.personalTokens.filter(
    (token) => token.username === caller.user.username && isActive(token, now),
  );
}

function tokenOf(call: SignedCall) {
  const token = tokensFor(call).find(({ id }) => String(id) === call.params['id']);
  if (!token) throw notFound();
  return token;
}

function create(call: SignedCall) {
  const { account, username } = call.caller.user;
  const order = { account, username, ...readToken(call) };
  const token = createPersonalToken(call.world, order, call.now);
  return { ...toTokenAnswer(token), token: token.secret };
}

function rename(call: SignedCall) {
  const token = tokenOf(call);
  const { label, ...rest } = call.body;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw badRequest('The sandbox cannot change this', unknown);
  const reasons = checkTokenLabel(label);
  if (reasons.length > 0) throw new ApiError(400, reasons);
  renamePersonalToken(call.world, token, String(label));
  return toTokenAnswer(token);
}
