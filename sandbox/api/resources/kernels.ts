import { kernels } from '../../world/kernel.ts';
import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint } from '../endpoint.ts';

const filterable = 'label version architecture kvm pvops deprecated'.split(' ');

export const kernelEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/linode/kernels',
    scope: 'public',
    limit: 'list',
    handle: (call) => collection(call, kernels, filterable),
  },
  {
    method: 'GET',
    path: '/linode/kernels/:kind/:name',
    scope: 'public',
    handle: ({ params }) => kernelOf(`${params['kind'] ?? ''}/${params['name'] ?? ''}`),
  },
  {
    method: 'GET',
    path: '/linode/kernels/:id',
    scope: 'public',
    handle: ({ params }) => kernelOf(params['id'] ?? ''),
  },
];

function kernelOf(id: string) {
  const kernel = kernels.find((candidate) => candidate.id === id);
  if (!kernel) throw notFound();
  return kernel;
}
