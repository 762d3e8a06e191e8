import { findPlan, plans } from '../../world/plan.ts';
import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint } from '../endpoint.ts';

const filterable = 'label class disk memory vcpus gpus transfer network_out'.split(' ');

export const typeEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/linode/types',
    scope: 'public',
    limit: 'list',
    handle: (call) => collection(call, plans, filterable),
  },
  {
    method: 'GET',
    path: '/linode/types/:id',
    scope: 'public',
    handle: ({ params }) => {
      const plan = findPlan(params['id'] ?? '');
      if (!plan) throw notFound();
      return plan;
    },
  },
];
