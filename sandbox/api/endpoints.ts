import type { Endpoint } from './endpoint.ts';
import { accountEndpoints } from './resources/account.ts';
import { accountUserEndpoints } from './resources/account-users.ts';
import { eventEndpoints } from './resources/events.ts';
import { firewallEndpoints } from './resources/firewalls.ts';
import { imageEndpoints } from './resources/images.ts';
import { kernelEndpoints } from './resources/kernels.ts';
import { linodeActionEndpoints } from './resources/linode-actions.ts';
import { linodeEndpoints } from './resources/linodes.ts';
import { loginEndpoints } from './resources/logins.ts';
import { oauthClientEndpoints } from './resources/oauth-clients.ts';
import { profileAppEndpoints } from './resources/profile-apps.ts';
import { profileDeviceEndpoints } from './resources/profile-devices.ts';
import { profileTokenEndpoints } from './resources/profile-tokens.ts';
import { profileEndpoints } from './resources/profile.ts';
import { regionEndpoints } from './resources/regions.ts';
import { tagEndpoints } from './resources/tags.ts';
import { typeEndpoints } from './resources/types.ts';

/** The whole API; a new resource is a file of declarations and a line here. */
export const endpoints: readonly Endpoint[] = [
  ...profileEndpoints,
  ...profileTokenEndpoints,
  ...profileAppEndpoints,
  ...profileDeviceEndpoints,
  ...loginEndpoints,
  ...accountEndpoints,
  ...accountUserEndpoints,
  ...oauthClientEndpoints,
  ...eventEndpoints,
  ...linodeEndpoints,
  ...linodeActionEndpoints,
  ...typeEndpoints,
  ...kernelEndpoints,
  ...regionEndpoints,
  ...imageEndpoints,
  ...firewallEndpoints,
  ...tagEndpoints,
];
