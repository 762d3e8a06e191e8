import { listImages } from '../world/image.ts';
import { findRegion } from '../world/region.ts';
import type { Reason } from './api-error.ts';
import type { SignedCall } from './endpoint.ts';
import { firewallsFor } from './resources/firewalls.ts';

type Check = (value: unknown, call: SignedCall) => boolean;

const isFlag: Check = (value) => typeof value === 'boolean';
const isAnything: Check = () => true;

/** The fields of a create request that the sandbox knows; those checked elsewhere pass here. */
const fields: Record<string, Check> = {
  ...Object.fromEntries(
    'region type image label tags root_pass authorized_keys authorized_users group kernel'
      .split(' ')
      .map((name) => [name, isAnything]),
  ),
  booted: isFlag,
  backups_enabled: isFlag,
  private_ip: isFlag,
  network_helper: isFlag,
  swap_size: (value) => Number.isInteger(value),
  boot_size: (value) => Number.isInteger(value) && Number(value) >= 8192,
  firewall_id: isFirewall,
  interface_generation: (value) => value === 'legacy_config',
  disk_encryption: (value) => value === 'enabled' || value === 'disabled',
  maintenance_policy: (value) => value === 'linode/migrate' || value === 'linode/power_off_on',
  metadata: isMetadata,
};

/** Refuses wrong values, and fields it does not know rather than pass over them. */
export function checkOptions(call: SignedCall): readonly Reason[] {
  return Object.entries(call.body).flatMap(([field, value]) => {
    const check = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return check?.(value, call) ? [] : [{ reason: `${field} is not valid`, field }];
  });
}

function isFirewall(value: unknown, call: SignedCall): boolean {
  if (value === null || value === -1) return true;
  return firewallsFor(call).some(({ id }) => id === value);
}

/** User data: base64, at most 65,535 bytes decoded, on an image and in a region that can use it. */
function isMetadata(value: unknown, { world, caller, body }: SignedCall): boolean {
  if (value === null) return true;
  if (typeof value !== 'object' || !('user_data' in value)) return false;
  const { user_data: data } = value;
  if (data === null) return true;
  if (typeof data !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return false;
  const image = listImages(world.startedAt, caller.user.account).find(
    ({ id }) => id === body['image'],
  );
  const region = findRegion(body['region']);
  return (
    Buffer.from(data, 'base64').length <= 65_535 &&
    (image?.capabilities.includes('cloud-init') ?? false) &&
    (region?.capabilities.includes('Metadata') ?? false)
  );
}
