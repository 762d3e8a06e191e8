import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { readPolicy } from '../../server/audit/policy.ts';
import { readConfig } from '../../server/config.ts';
import { paths } from '../../server/paths.ts';
import { exampleVariables } from './example-variables.ts';

/** Of a manifest, what is looked at here. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas?: number;
    readonly maxUnavailable?: number;
    readonly selector?: unknown;
    readonly podSelector?: unknown;
    readonly template?: { readonly metadata: { readonly labels: object }; readonly spec: Pod };
  };
}

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: object;
  readonly containers: readonly Container[];
}

interface Container {
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly securityContext: object;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly startupProbe: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string };
}

const manifests = parseAllDocuments(readFileSync('deploy/kubernetes.yaml', 'utf8')).map(
  (document) => document.toJS() as Manifest,
);
const settings = named('ConfigMap', 'quayside').data ?? {};
const pod = named('Deployment', 'quayside').spec?.template;
const [container] = pod?.spec.containers ?? [];
const secrets = container?.env ?? [];

function named(kind: string, name: string): Manifest {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

describe('deploy/kubernetes.yaml', () => {
  test('parses, and holds what an installation needs', () => {
    const kinds = ['Deployment', 'Service', 'PodDisruptionBudget', 'NetworkPolicy', 'Ingress'];
    expect(manifests.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
  });

  test('starts a portal in production, once the secrets are there', () => {
    const drawn = Object.fromEntries(
      secrets.map(({ name }) => [name, randomBytes(32).toString('base64url')]),
    );
    const env = { ...settings, ...drawn, TOKEN_KEYS: `k1:${drawn['TOKEN_KEYS']}` };
    const config = readConfig(env);
    expect(config.production).toBe(true);
    expect(config.redis.clusterNodes).toHaveLength(3);
    expect(config.trustProxy).toBe(1);
  });

  test('sets no variable that .env.example does not explain', () => {
    const set = [...Object.keys(settings), ...secrets.map(({ name }) => name)];
    expect(exampleVariables()).toEqual(expect.arrayContaining(set));
  });

  test('takes every secret from the Secret, and none lies in the file', () => {
    for (const { name, value, valueFrom } of secrets) {
      expect(value).toBeUndefined();
      expect(valueFrom?.secretKeyRef).toEqual({ name: 'quayside', key: name });
    }
    const secret = /SECRET|PASSWORD|_KEYS?$|METRICS_TOKEN/;
    expect(Object.keys(settings).filter((name) => secret.test(name))).toEqual([]);
  });

  test('restarts nobody for a fault of Redis', () => {
    expect(container?.livenessProbe.httpGet.path).toBe(paths.health.pattern);
    expect(container?.startupProbe.httpGet.path).toBe(paths.health.pattern);
    expect(container?.readinessProbe.httpGet.path).toBe(paths.ready.pattern);
  });

  test('gives a process the time that it needs to end', () => {
    expect(pod?.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(35);
  });

  test('takes from the process what it does not need', () => {
    expect(pod?.spec.automountServiceAccountToken).toBe(false);
    expect(pod?.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('speaks of the same pods everywhere', () => {
    const labels = pod?.metadata.labels;
    const budget = named('PodDisruptionBudget', 'quayside').spec;
    expect(named('Service', 'quayside').spec?.selector).toEqual(labels);
    expect(budget?.selector).toEqual({ matchLabels: labels });
    expect(named('NetworkPolicy', 'quayside').spec?.podSelector).toEqual({ matchLabels: labels });
    expect(budget?.maxUnavailable).toBeLessThan(
      named('Deployment', 'quayside').spec?.replicas ?? 0,
    );
  });

  test('mounts a policy that can be used', () => {
    const policy = named('ConfigMap', 'quayside-policy').data ?? {};
    expect(settings['POLICY_FILE']).toBe('/etc/quayside/policy.yaml');
    expect(() => readPolicy(policy['policy.yaml'] ?? '')).not.toThrow();
  });
});
