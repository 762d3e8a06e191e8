import type { Endpoint } from './endpoint.ts';
import { accountEndpoints } from './resources/account.ts';
import { eventEndpoints } from './resources/events.ts';
import { firewallEndpoints } from './resources/firewalls.ts';
import { imageEndpoints } from './resources/images.ts';
import { kernelEndpoints } from './resources/kernels.ts';
import { linodeActionEndpoints } from './resources/linode-actions.ts';
import { linodeEndpoints } from './resources/linodes.ts';
import { profileEndpoints } from './resources/profile.ts';
import { regionEndpoints } from './resources/regions.ts';
import { tagEndpoints } from './resources/tags.ts';
import { typeEndpoints } from './resources/types.ts';

/** The whole API; a new resource is a file of declarations and a line here. */
export const endpoints: readonly Endpoint[] = [
  ...profileEndpoints,
  ...accountEndpoints,
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
