import { toAppAnswer } from '../../world/app.ts';
import { appsOf } from '../../world/organisation.ts';
import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';

const onePath = '/profile/apps/:id';

export const profileAppEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/profile/apps',
    scope: 'account:read_only',
    limit: 'list',
    handle: (call) =>
      collection(call, appsFor(call).map(toAppAnswer), ['label', 'created', 'expiry']),
  },
  {
    method: 'GET',
    path: onePath,
    scope: 'account:read_only',
    handle: (call) => toAppAnswer(appOf(call)),
  },
  { method: 'DELETE', path: onePath, scope: 'account:read_write', handle: remove },
];

/** The third-party apps of the caller, and each sign-in through the login host that is alive. */
function appsFor({ world, caller, now, authorizations }: SignedCall) {
  const { username, account } = caller.user;
  const grants = authorizations.list(username).map((grant) => ({ ...grant, account }));
  return [...appsOf(world, username, now), ...grants];
}

function appOf(call: SignedCall) {
  const app = appsFor(call).find(({ id }) => String(id) === call.params['id']);
  if (!app) throw notFound();
  return app;
}

/** Ends the app's tokens; whether Linode notes an event is not known, so there is none. */
function remove(call: SignedCall) {
  const { id } = appOf(call);
  call.world.apps = call.world.apps.filter((app) => app.id !== id);
  call.authorizations.end(id);
  return {};
}
