import { subnetsOf, toVpcAnswer, vpcs } from '../../world/vpc.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';
import { parentOf, visible } from '../visible.ts';

const subnetFields = ['id', 'label', 'created', 'updated'];

export const vpcEndpoints: readonly Endpoint[] = [
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
