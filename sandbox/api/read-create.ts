import type { LinodeOrder } from '../world/create-linode.ts';
import { listImages } from '../world/image.ts';
import { statusOf } from '../world/linode.ts';
import { findPlan } from '../world/plan.ts';
import { findRegion, isSoldOut } from '../world/region.ts';
import { ApiError } from './api-error.ts';
import type { Reason } from './api-error.ts';
import type { SignedCall } from './endpoint.ts';
import { checkLogin } from './read-login.ts';
import { checkOptions } from './read-options.ts';

type Body = SignedCall['body'];

/** Reads the body of POST /linode/instances; throws 400 with every reason at once. */
export function readCreate(call: SignedCall): LinodeOrder {
  const { body } = call;
  const reasons = [
    ...(body['label'] === undefined ? [] : checkLabel(body['label'], call)),
    ...checkPlace(body),
    ...checkImage(call),
    ...checkLogin(call),
    ...checkTags(body['tags'] ?? []),
    ...checkOptions(call),
  ];
  if (reasons.length > 0) throw new ApiError(400, reasons);
  return toOrder(body);
}

function toOrder(body: Body): LinodeOrder {
  const image = typeof body['image'] === 'string' ? body['image'] : null;
  return {
    label: typeof body['label'] === 'string' ? body['label'] : undefined,
    region: String(body['region']),
    type: String(body['type']),
    image,
    tags: (body['tags'] ?? []) as string[], // checkTags has found an array of strings
    booted: body['booted'] === undefined ? image !== null : body['booted'] === true,
    backups: body['backups_enabled'] === true,
    privateIp: body['private_ip'] === true,
    userData: body['metadata'] !== undefined && body['metadata'] !== null,
    encrypted: body['disk_encryption'] !== 'disabled',
    firewallId: typeof body['firewall_id'] === 'number' ? body['firewall_id'] : null,
  };
}

function checkPlace({ region, type }: Body): readonly Reason[] {
  const reasons: Reason[] = [];
  if (region === undefined) reasons.push({ reason: 'region is required', field: 'region' });
  else if (!findRegion(region)) reasons.push(invalid('region'));
  if (type === undefined) reasons.push({ reason: 'type is required', field: 'type' });
  else if (!findPlan(type)) reasons.push(invalid('type'));
  if (reasons.length === 0 && isSoldOut(type, region)) {
    reasons.push({ reason: 'The selected plan is not available in this region', field: 'type' });
  }
  return reasons;
}

function checkImage({ world, caller, body }: SignedCall): readonly Reason[] {
  const { image } = body;
  if (image === undefined || image === null) return [];
  const { account, restricted } = caller.user;
  const images = listImages(world.startedAt, restricted ? undefined : account);
  return images.some(({ id }) => id === image) ? [] : [invalid('image')];
}

/** The rules of a label: both the documented pattern and the documented prose. */
export function checkLabel(label: unknown, { world, caller, now }: SignedCall): readonly Reason[] {
  const field = 'label';
  if (typeof label !== 'string' || label.length < 3 || label.length > 64) {
    return [{ reason: 'Length must be 3-64 characters', field }];
  }
  if (!/^[a-zA-Z]((?!--|__|\.\.)[\w.-])+$/.test(label) || !/[a-zA-Z0-9]$/.test(label)) {
    return [{ reason: 'Must only use letters, numbers, underscores, dashes and periods', field }];
  }
  const isTaken = world.linodes.some(
    (linode) =>
      linode.label === label &&
      linode.account === caller.user.account &&
      statusOf(linode, now) !== 'gone',
  );
  return isTaken ? [{ reason: 'Label must be unique among your linodes', field }] : [];
}

/** Tags are 3 to 50 characters long. */
export function checkTags(tags: unknown): readonly Reason[] {
  if (Array.isArray(tags) && tags.every(isTag)) return [];
  return [{ reason: 'Tags must be 3-50 characters long', field: 'tags' }];
}

function isTag(tag: unknown): boolean {
  return typeof tag === 'string' && tag.length >= 3 && tag.length <= 50;
}

function invalid(field: string): Reason {
  return { reason: `${field} is not valid`, field };
}
