import { listImages } from '../../world/image.ts';
import { notFound } from '../api-error.ts';
import { hasScopeFor } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { collection } from '../collection.ts';
import type { Call, Endpoint } from '../endpoint.ts';

const filterable = 'label vendor type status size is_public deprecated tags'.split(' ');

type ImageCall = Call & { readonly caller: Caller | undefined };

export const imageEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/images',
    scope: 'public',
    limit: 'images',
    handle: (call) => collection(call, imagesFor(call), filterable),
  },
  {
    method: 'GET',
    path: '/images/:kind/:name',
    scope: 'public',
    handle: (call) => {
      const id = `${call.params['kind'] ?? ''}/${call.params['name'] ?? ''}`;
      return imageOf(call, id);
    },
  },
  {
    method: 'GET',
    path: '/images/:id',
    scope: 'public',
    handle: (call) => imageOf(call, call.params['id'] ?? ''),
  },
];

function imageOf(call: ImageCall, id: string) {
  const image = imagesFor(call).find((candidate) => candidate.id === id);
  if (!image) throw notFound();
  return image;
}

/** Private images need a token with the scope; restricted users hold no grant on any here. */
function imagesFor({ world, caller }: ImageCall) {
  const seesPrivate =
    caller !== undefined && hasScopeFor(caller, 'images:read_only') && !caller.user.restricted;
  return listImages(world.startedAt, seesPrivate ? caller.user.account : undefined);
}
