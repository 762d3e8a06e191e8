// Cuts Linode's OpenAPI document down to what the tests check and answer from: per operation its
// query parameters, whether it asks for a token, and the schemas of its request and 200 answer.
// Usage: node script/trim-openapi.mjs path/to/full-openapi.json > test/data/linode-openapi.json
import { readFileSync } from 'node:fs';

const wanted = {
  '/profile': ['get'],
  '/profile/grants': ['get'],
  '/profile/sshkeys': ['get'],
  '/profile/tokens': ['get', 'post'],
  '/profile/tokens/{tokenId}': ['get', 'put', 'delete'],
  '/profile/apps': ['get'],
  '/profile/apps/{appId}': ['get', 'delete'],
  '/profile/logins': ['get'],
  '/profile/devices': ['get'],
  '/profile/devices/{deviceId}': ['delete'],
  '/account': ['get'],
  '/account/settings': ['get'],
  '/account/users': ['get'],
  '/account/users/{username}': ['get'],
  '/account/users/{username}/grants': ['get'],
  '/account/oauth-clients': ['get'],
  '/account/oauth-clients/{clientId}': ['get'],
  '/account/logins': ['get'],
  '/account/events': ['get'],
  '/account/events/{eventId}': ['get'],
  '/linode/instances': ['get', 'post'],
  '/linode/instances/{linodeId}': ['get', 'put', 'delete'],
  '/linode/instances/{linodeId}/boot': ['post'],
  '/linode/instances/{linodeId}/reboot': ['post'],
  '/linode/instances/{linodeId}/shutdown': ['post'],
  '/linode/instances/{linodeId}/ips': ['get'],
  '/linode/types': ['get'],
  '/linode/types/{typeId}': ['get'],
  '/linode/kernels': ['get'],
  '/linode/kernels/{kernelId}': ['get'],
  '/regions': ['get'],
  '/regions/availability': ['get'],
  '/regions/{regionId}': ['get'],
  '/regions/{regionId}/availability': ['get'],
  '/images': ['get'],
  '/images/{imageId}': ['get'],
  '/networking/firewalls': ['get'],
  '/tags': ['get'],
};

const full = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const paths = Object.fromEntries(
  Object.entries(wanted).map(([path, methods]) => [path, pick(path, methods)]),
);
console.log(JSON.stringify({ openapi: full.openapi, info: pickInfo(full.info), paths }, null, 1));

function pick(path, methods) {
  return Object.fromEntries(
    methods.map((method) => {
      const { requestBody, responses, parameters = [], security } = full.paths[path][method];
      const answer = responses['200'].content?.['application/json']?.schema;
      const body = requestBody?.content?.['application/json']?.schema;
      const declared = [...parameters, ...(full.paths[path].parameters ?? [])];
      const query = declared
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => [name, strip(schema)]);
      return [
        method,
        {
          query: query.length > 0 ? Object.fromEntries(query) : undefined,
          needsToken: security !== undefined && security.length > 0,
          request: strip(body),
          answer: strip(answer),
        },
      ];
    }),
  );
}

function pickInfo({ title, version, license }) {
  return { title, version, license };
}

// Prose and vendor extensions say nothing to a validator; examples are what a stand-in answers with.
// Below `properties` a key is a field name.
function strip(node, isFieldMap = false) {
  if (Array.isArray(node)) return node.map((item) => strip(item));
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => isFieldMap || !isProse(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      const isExample = key === 'example' && !isFieldMap;
      return [key, isExample ? value : strip(value, key === 'properties' && !isFieldMap)];
    }),
  );
}

function isProse(key) {
  return key.startsWith('x-') || ['description', 'title', 'examples'].includes(key);
}
