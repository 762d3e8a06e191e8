import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const stages = readStages(dockerfile);

describe('the Dockerfile', () => {
  test('gives its linter nothing to complain of', () => {
    expect(validate(dockerfile).map(({ message }) => message)).toEqual([]);
  });

  test('builds the portal unless another stage is asked for', () => {
    expect([...stages.keys()].at(-1)).toBe('portal');
  });

  test.each(['portal', 'sandbox'])(
    'runs the %s as an ordinary user, with a health check',
    (name) => {
      const stage = stages.get(name) ?? '';
      expect(stage).toMatch(/^USER node$/m);
      expect(stage).toMatch(/^HEALTHCHECK /m);
      // Exec form: no shell stands between the process and SIGTERM.
      expect(stage).toMatch(/^CMD \["node", /m);
    },
  );

  test('keeps development packages out of the portal', () => {
    expect(stages.get('portal')).toContain('--from=production-deps');
    expect(stages.get('production-deps')).toContain('--omit=dev');
  });

  test('holds no secret', () => {
    expect(dockerfile).not.toMatch(/^\s*(ENV|ARG)\b.*(SECRET|PASSWORD|TOKEN|KEY)/im);
  });

  test('copies nothing that .dockerignore keeps out', () => {
    const letIn = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).+/gm);
    expect(letIn).toEqual(expect.arrayContaining(copiedFiles(dockerfile)));
  });
});

function readStages(text: string): Map<string, string> {
  const parts = text.split(/^FROM /m).slice(1);
  return new Map(parts.map((part) => [/ AS (\S+)/.exec(part)?.[1] ?? '', part]));
}

function copiedFiles(text: string): string[] {
  const lines = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  return [...new Set(lines.flatMap(([, sources = '']) => sources.split(' ')))];
}
