import { subnetsOf, toVpcAnswer, vpcAddressesOf, vpcs } from '../../world/vpc.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { parentOf, visible } from '../visible.ts';

const subnetFields = ['id', 'label', 'created', 'updated'];

const addressFields = ['active', 'config_id', 'linode_id', 'region', 'vpc_id'];

export const vpcEndpoints: readonly Endpoint[] = [
  plainList({
    path: '/vpcs/ips',
    scope: 'ips:read_only',
    filterable: addressFields,
    rows: (call) => vpcsFor(call).flatMap((vpc) => vpcAddressesOf(vpc, call.world, call.now)),
  }),
  plainList({
    path: '/vpcs/:id/ips',
    scope: 'ips:read_only',
    filterable: addressFields,
    rows: (call) => vpcAddressesOf(parentOf(call, vpcsFor(call)), call.world, call.now),
  }),
  ...plainReads({
    path: '/vpcs',
    scope: 'vpc:read_only',
    filterable: [
      'id',
      'label',
      'region',
      'created',
      'updated',
      ...subnetFields.map((field) => `subnets.${field}`),
    ],
    rows: (call) => vpcsFor(call).map((vpc) => toVpcAnswer(vpc, call.world, call.now)),
  }),
  ...plainReads({
    path: '/vpcs/:id/subnets',
    scope: 'vpc:read_only',
    filterable: subnetFields,
    rows: (call) => subnetsOf(parentOf(call, vpcsFor(call)), call.world, call.now),
  }),
];

function vpcsFor(call: SignedCall) {
  return visible(call, vpcs, 'vpc');
}
