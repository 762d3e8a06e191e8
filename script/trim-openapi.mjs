// Cuts Linode's OpenAPI document down to what the tests check and answer from: per operation its
// query parameters, the fields that a list can be filtered on, whether it asks for a token, and the
// schemas of its request and 200 answer; and, of all lists that the document has, the paths with their
// scopes.
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
  '/account/availability': ['get'],
  '/account/availability/{id}': ['get'],
  '/account/betas': ['get'],
  '/account/betas/{betaId}': ['get'],
  '/account/invoices': ['get'],
  '/account/invoices/{invoiceId}': ['get'],
  '/account/invoices/{invoiceId}/items': ['get'],
  '/account/maintenance': ['get'],
  '/account/payment-methods': ['get'],
  '/account/child-accounts': ['get'],
  '/account/service-transfers': ['get'],
  '/account/notifications': ['get'],
  '/account/payments': ['get'],
  '/account/payments/{paymentId}': ['get'],
  '/account/transfer': ['get'],
  '/betas': ['get'],
  '/betas/{betaId}': ['get'],
  '/databases/engines': ['get'],
  '/databases/engines/{engineId}': ['get'],
  '/databases/instances': ['get'],
  '/databases/mysql/instances': ['get'],
  '/databases/mysql/instances/{instanceId}': ['get'],
  '/databases/postgresql/instances': ['get'],
  '/databases/postgresql/instances/{instanceId}': ['get'],
  '/databases/types': ['get'],
  '/databases/types/{typeId}': ['get'],
  '/domains': ['get'],
  '/domains/{domainId}': ['get'],
  '/domains/{domainId}/records': ['get'],
  '/domains/{domainId}/records/{recordId}': ['get'],
  '/linode/instances/{linodeId}/backups': ['get'],
  '/linode/instances/{linodeId}/configs': ['get'],
  '/linode/instances/{linodeId}/configs/{configId}': ['get'],
  '/linode/instances/{linodeId}/disks': ['get'],
  '/linode/instances/{linodeId}/disks/{diskId}': ['get'],
  '/linode/instances/{linodeId}/firewalls': ['get'],
  '/linode/instances/{linodeId}/nodebalancers': ['get'],
  '/linode/instances/{linodeId}/transfer': ['get'],
  '/linode/instances/{linodeId}/volumes': ['get'],
  '/linode/stackscripts': ['get'],
  '/linode/stackscripts/{stackscriptId}': ['get'],
  '/lke/clusters': ['get'],
  '/lke/clusters/{clusterId}': ['get'],
  '/lke/clusters/{clusterId}/pools': ['get'],
  '/lke/clusters/{clusterId}/api-endpoints': ['get'],
  '/lke/clusters/{clusterId}/pools/{poolId}': ['get'],
  '/lke/types': ['get'],
  '/lke/versions': ['get'],
  '/lke/versions/{version}': ['get'],
  '/longview/clients': ['get'],
  '/longview/clients/{clientId}': ['get'],
  '/longview/types': ['get'],
  '/longview/subscriptions': ['get'],
  '/managed/contacts': ['get'],
  '/managed/credentials': ['get'],
  '/managed/issues': ['get'],
  '/managed/linode-settings': ['get'],
  '/managed/services': ['get'],
  '/monitor/alert-channels': ['get'],
  '/monitor/alert-definitions': ['get'],
  '/monitor/dashboards': ['get'],
  '/monitor/services': ['get'],
  '/network-transfer/prices': ['get'],
  '/networking/firewalls/{firewallId}': ['get'],
  '/networking/firewalls/{firewallId}/devices': ['get'],
  '/networking/firewalls/{firewallId}/devices/{deviceId}': ['get'],
  '/networking/firewalls/{firewallId}/rules': ['get'],
  '/networking/firewalls/templates': ['get'],
  '/networking/ips': ['get'],
  '/networking/ips/{address}': ['get'],
  '/networking/ipv6/ranges': ['get'],
  '/networking/ipv6/pools': ['get'],
  '/networking/ipv6/ranges/{range}': ['get'],
  '/networking/vlans': ['get'],
  '/nodebalancers': ['get'],
  '/nodebalancers/types': ['get'],
  '/nodebalancers/{nodeBalancerId}': ['get'],
  '/nodebalancers/{nodeBalancerId}/configs': ['get'],
  '/nodebalancers/{nodeBalancerId}/firewalls': ['get'],
  '/nodebalancers/{nodeBalancerId}/vpcs': ['get'],
  '/object-storage/buckets': ['get'],
  '/object-storage/buckets/{regionId}': ['get'],
  '/object-storage/buckets/{regionId}/{bucket}': ['get'],
  '/object-storage/clusters': ['get'],
  '/object-storage/clusters/{clusterId}': ['get'],
  '/object-storage/types': ['get'],
  '/object-storage/endpoints': ['get'],
  '/object-storage/keys': ['get'],
  '/object-storage/quotas': ['get'],
  '/placement/groups': ['get'],
  '/placement/groups/{groupId}': ['get'],
  '/support/tickets': ['get'],
  '/support/tickets/{ticketId}': ['get'],
  '/support/tickets/{ticketId}/replies': ['get'],
  '/tags/{tagLabel}': ['get'],
  '/volumes': ['get'],
  '/volumes/types': ['get'],
  '/volumes/{volumeId}': ['get'],
  '/vpcs': ['get'],
  '/vpcs/{vpcId}': ['get'],
  '/vpcs/ips': ['get'],
  '/vpcs/{vpcId}/ips': ['get'],
  '/vpcs/{vpcId}/subnets': ['get'],
  '/vpcs/{vpcId}/subnets/{vpcSubnetId}': ['get'],
};

const full = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const paths = Object.fromEntries(
  Object.entries(wanted).map(([path, methods]) => [path, pick(path, methods)]),
);
const { openapi, info } = full;
console.log(JSON.stringify({ openapi, info: pickInfo(info), lists: lists(), paths }, null, 1));

// Every GET that answers with pages of rows.
function lists() {
  return Object.entries(full.paths).flatMap(([path, { get }]) => {
    const answer = get?.responses['200']?.content?.['application/json']?.schema;
    if (answer === undefined || rowsOf(answer) === undefined) return [];
    const { security, deprecated, description = '' } = get;
    const scopes = security?.flatMap(({ oauth = [] }) => oauth);
    return [{ path, scopes, deprecated, beta: description.startsWith('__Beta__') || undefined }];
  });
}

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
          filterable: method === 'get' ? filterable(answer) : undefined,
          needsToken: security !== undefined && security.length > 0,
          request: strip(body),
          answer: strip(answer),
        },
      ];
    }),
  );
}

// The dotted names that X-Filter takes, of the rows of a list; nothing where the answer is no list.
function filterable(answer) {
  const rows = rowsOf(answer);
  return rows === undefined ? undefined : [...new Set(marked(rows, []))];
}

function rowsOf({ properties, allOf = [] }) {
  if (properties?.pages && properties.data) return properties.data;
  const parts = allOf.map((part) => part.properties ?? {});
  return parts.some(({ pages }) => pages) ? parts.find(({ data }) => data)?.data : undefined;
}

function marked({ items, properties = {}, allOf = [], oneOf = [], anyOf = [] }, at) {
  const inner = [...(items ? [items] : []), ...allOf, ...oneOf, ...anyOf];
  const names = Object.entries(properties).flatMap(([name, schema]) => {
    const here = [...at, name];
    const own = schema['x-linode-filterable'] ? [here.join('.')] : [];
    return [...own, ...marked(schema, here)];
  });
  return [...names, ...inner.flatMap((schema) => marked(schema, at))];
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
