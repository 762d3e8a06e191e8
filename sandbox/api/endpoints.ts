import type { Endpoint } from './endpoint.ts';
import { accountEndpoints } from './resources/account.ts';
import { accountCapacityEndpoints } from './resources/account-capacity.ts';
import { accountFamilyEndpoints } from './resources/account-family.ts';
import { accountNoticeEndpoints } from './resources/account-notices.ts';
import { accountUserEndpoints } from './resources/account-users.ts';
import { addressEndpoints } from './resources/addresses.ts';
import { betaEndpoints } from './resources/betas.ts';
import { billingEndpoints } from './resources/billing.ts';
import { databaseEndpoints } from './resources/databases.ts';
import { domainEndpoints } from './resources/domains.ts';
import { eventEndpoints } from './resources/events.ts';
import { firewallEndpoints } from './resources/firewalls.ts';
import { imageEndpoints } from './resources/images.ts';
import { kernelEndpoints } from './resources/kernels.ts';
import { kubernetesEndpoints } from './resources/kubernetes.ts';
import { linodeActionEndpoints } from './resources/linode-actions.ts';
import { linodePartEndpoints } from './resources/linode-parts.ts';
import { linodeEndpoints } from './resources/linodes.ts';
import { loginEndpoints } from './resources/logins.ts';
import { longviewEndpoints } from './resources/longview.ts';
import { managedEndpoints } from './resources/managed.ts';
import { monitorEndpoints } from './resources/monitor.ts';
import { nodeBalancerEndpoints } from './resources/nodebalancers.ts';
import { oauthClientEndpoints } from './resources/oauth-clients.ts';
import { objectStorageEndpoints } from './resources/object-storage.ts';
import { placementGroupEndpoints } from './resources/placement-groups.ts';
import { priceEndpoints } from './resources/prices.ts';
import { profileEndpoints } from './resources/profile.ts';
import { profileAppEndpoints } from './resources/profile-apps.ts';
import { profileDeviceEndpoints } from './resources/profile-devices.ts';
import { profileTokenEndpoints } from './resources/profile-tokens.ts';
import { regionEndpoints } from './resources/regions.ts';
import { stackScriptEndpoints } from './resources/stackscripts.ts';
import { supportEndpoints } from './resources/support.ts';
import { tagEndpoints } from './resources/tags.ts';
import { typeEndpoints } from './resources/types.ts';
import { volumeEndpoints } from './resources/volumes.ts';
import { vpcEndpoints } from './resources/vpcs.ts';

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
  ...linodePartEndpoints,
  ...priceEndpoints,
  ...typeEndpoints,
  ...kernelEndpoints,
  ...regionEndpoints,
  ...imageEndpoints,
  ...firewallEndpoints,
  ...tagEndpoints,
  ...accountCapacityEndpoints,
  ...accountFamilyEndpoints,
  ...accountNoticeEndpoints,
  ...addressEndpoints,
  ...betaEndpoints,
  ...billingEndpoints,
  ...databaseEndpoints,
  ...domainEndpoints,
  ...kubernetesEndpoints,
  ...longviewEndpoints,
  ...managedEndpoints,
  ...monitorEndpoints,
  ...nodeBalancerEndpoints,
  ...objectStorageEndpoints,
  ...placementGroupEndpoints,
  ...stackScriptEndpoints,
  ...supportEndpoints,
  ...volumeEndpoints,
  ...vpcEndpoints,
];
