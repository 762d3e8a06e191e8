import { jsonAnswer } from '../http/answer.ts';
import type { Answer, Host, Received } from '../http/answer.ts';
import { findKey } from './keys.ts';
import { listServers } from './list-servers.ts';
import {
  deniedAuthentication,
  invalidArgument,
  notFound,
  permissionsDenied,
  ScalewayError,
  scalewayHeaders,
  toAnswer,
} from './scaleway-error.ts';
import { servers, zones } from './servers.ts';
import type { Server } from './servers.ts';

const known = new Set(['page', 'per_page', 'order', 'name', 'state', 'tags']);

/** api.scaleway.com, as much as lists Instances; what else is asked of it does not exist here. */
export const scalewayHost: Host = async (received) => {
  try {
    return await Promise.resolve(serve(received));
  } catch (error) {
    if (error instanceof ScalewayError) return toAnswer(error);
    throw error;
  }
};

function serve({ method, path, query, headers }: Received): Answer {
  const token = headers['x-auth-token'];
  const key = findKey(token);
  if (!key) throw deniedAuthentication(token === undefined ? 'invalid_argument' : 'not_found');
  const [, zone = '', id] =
    /^\/instance\/v1\/zones\/([^/]+)\/servers(?:\/([^/]+))?$/.exec(path) ?? [];
  if (method !== 'GET' || !zones.some((one) => one === zone)) throw notFound('path', path);
  if (!key.mayListServers) throw permissionsDenied();
  const unknown = [...query.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) throw invalidArgument(unknown, 'is not known to the sandbox');
  const ofZone = servers[key.organisation].filter((server) => server.zone === zone);
  if (id !== undefined) return oneServer(ofZone, id);
  const { body, headers: paging } = listServers(ofZone, query);
  return jsonAnswer(200, body, { ...scalewayHeaders, ...paging });
}

function oneServer(list: readonly Server[], id: string): Answer {
  const server = list.find((one) => one.id === id);
  if (!server) throw notFound('instance_server', id);
  return jsonAnswer(200, { server }, scalewayHeaders);
}
