import { availability, findRegion, regions } from '../../world/region.ts';
import type { Region } from '../../world/region.ts';
import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint } from '../endpoint.ts';

export const regionEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/regions',
    scope: 'public',
    limit: 'list',
    handle: (call) => collection(call, regions.map(toRegionAnswer), ['country', 'site_type']),
  },
  {
    method: 'GET',
    path: '/regions/availability',
    scope: 'public',
    limit: 'list',
    handle: (call) => collection(call, availability, ['region', 'plan', 'available']),
  },
  {
    method: 'GET',
    path: '/regions/:id',
    scope: 'public',
    handle: ({ params }) => toRegionAnswer(regionOf(params['id'])),
  },
  {
    method: 'GET',
    path: '/regions/:id/availability',
    scope: 'public',
    handle: ({ params }) => {
      const { id } = regionOf(params['id']);
      return availability.filter(({ region }) => region === id);
    },
  },
];

function regionOf(id: string | undefined): Region {
  const region = findRegion(id ?? '');
  if (!region) throw notFound();
  return region;
}

function toRegionAnswer(region: Region) {
  return {
    ...region,
    placement_group_limits: {
      maximum_pgs_per_customer: 100,
      maximum_linodes_per_pg: 10,
      maximum_linodes_per_flexible_pg: 10,
    },
    monitors: { alerts: [], metrics: [] },
  };
}
