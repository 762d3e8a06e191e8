import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { exampleVariables } from './example-variables.ts';

interface Service {
  readonly image?: string;
  readonly command?: unknown;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly network_mode?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly volumes?: readonly string[];
}

const text = readFileSync('docker-compose.yml', 'utf8');
const compose = parse(text) as {
  // Held against its schema below.
  services: Record<string, Service>;
  configs: Record<string, { readonly file: string }>;
};
const { proxy, portal, redis, sandbox } = compose.services;

describe('docker-compose.yml', () => {
  test('is what the Compose Specification says it should be', () => {
    // ajv knows the dialect that the schema names, but by its http address.
    const schema = readFileSync('test/data/compose-spec.json', 'utf8').replace(
      'https://json-schema.org/draft-07/schema',
      'http://json-schema.org/draft-07/schema',
    );
    const validate = new Ajv({ strict: false }).compile(JSON.parse(schema) as object);
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  test('asks for no variable that .env.example does not explain', () => {
    const asked = [...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name);
    expect(exampleVariables()).toEqual(expect.arrayContaining(asked));
  });

  test('hands the portal every variable, but for the Redis it brings itself', () => {
    const others = /^REDIS_(CLUSTER_NODES|SENTINELS|SENTINEL_NAME|USERNAME|TLS)$/;
    const expected = exampleVariables().filter((name) => !others.test(name));
    expect(Object.keys(portal?.environment ?? {}).toSorted()).toEqual(expected.toSorted());
  });

  test('holds no secret: each comes from the environment, and its absence is said', () => {
    const secret = /^(.*(SECRET|PASSWORD|KEYS?)|REDISCLI_AUTH)$/;
    const values = Object.values(compose.services)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([name]) => secret.test(name))
      .map(([, value]) => value);
    expect(values.length).toBeGreaterThan(5);
    for (const value of values) expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/);
  });

  test.each(Object.keys(compose.services))('takes from %s what it does not need', (name) => {
    const service = compose.services[name];
    expect(service?.read_only).toBe(true);
    expect(service?.cap_drop).toEqual(['ALL']);
    expect(service?.security_opt).toEqual(['no-new-privileges:true']);
  });

  test('keeps Redis to itself, on disk, and lets it forget nobody', () => {
    expect(redis?.ports).toBeUndefined();
    expect(redis?.volumes).toEqual(['redis-data:/data']);
    expect(String(redis?.command)).toContain('--appendonly yes');
    expect(String(redis?.command)).toContain('--maxmemory-policy noeviction');
  });

  test('publishes the proxy on this machine alone, and no portal: there may be several', () => {
    expect(proxy?.ports).toHaveLength(2);
    for (const port of proxy?.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(portal?.ports).toBeUndefined();
    expect(portal).not.toHaveProperty('container_name');
    expect(portal?.environment?.['TRUST_PROXY']).toBe('${TRUST_PROXY:-1}');
  });

  test('starts the sandbox in the demo profile only, at one address for browser and portal', () => {
    expect(sandbox?.profiles).toEqual(['demo']);
    expect(sandbox?.network_mode).toBe('service:portal');
    expect(proxy?.ports).toContain(`127.0.0.1:4000:4000`);
    expect(sandbox?.environment?.['SANDBOX_LOGIN_URL']).toBe('http://localhost:4000');
  });
});

describe('the proxy’s configuration', () => {
  const [mounted] = proxy?.configs ?? [];
  const lines = readFileSync(compose.configs[mounted?.source ?? '']?.file ?? '', 'utf8')
    .split('\n')
    .map((line) => line.trim());

  /** What follows the keyword, each time that it is used. */
  const settings = (keyword: string) =>
    lines
      .filter((line) => line.startsWith(`${keyword} `))
      .map((line) => line.slice(keyword.length + 1));

  test('lies where HAProxy looks for it', () => {
    expect(mounted?.target).toBe('/usr/local/etc/haproxy/haproxy.cfg');
  });

  test('gives requests in turn to whichever portals there are', () => {
    const [ready, living] = settings('server-template');
    for (const servers of [ready, living])
      expect(servers).toMatch(/^portal \d+ portal:3000 check /);
    expect(new Set(settings('balance'))).toEqual(new Set(['roundrobin']));
    expect(settings('http-check send')).toEqual(['meth GET uri /readyz', 'meth GET uri /healthz']);
  });

  test('listens at the ports that are published', () => {
    const published = (proxy?.ports ?? []).map((port) => port.split(':').at(-1));
    expect(settings('bind')).toEqual(published.map((port) => `:${port}`));
  });

  test('cuts no page and no event stream short, and sends nothing a second time', () => {
    const seconds = new Map(settings('timeout').map((line) => line.split(' ') as [string, string]));
    for (const name of ['client', 'server'])
      expect(Number.parseInt(seconds.get(name) ?? '0', 10)).toBeGreaterThanOrEqual(30);
    expect(settings('retry-on')).toEqual(['conn-failure']);
  });

  test('says who asks, and by which id', () => {
    expect(settings('option')).toContain('forwardfor');
    expect(settings('http-request set-header')).toEqual(['X-Request-Id %[uuid()]']);
  });
});
