import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.ts';
import { TestVisitor } from '../support/visitor.ts';

const started: { demo: ChildProcess; port: number }[] = [];

afterEach(async () => {
  for (const { demo, port } of started.splice(0)) {
    if (demo.exitCode === null) {
      demo.kill('SIGTERM');
      await once(demo, 'exit');
    }
    rmSync(`.demo/${port}`, { recursive: true, force: true });
  }
});

describe('the demo', () => {
  test('shows a portal that lets Harbour Co in, and ends with everything it started', async () => {
    const port = await freePort();
    const { demo, lines } = startDemo(port);
    const greeting = await untilGreeted(lines);
    expect(greeting).toContain(`http://localhost:${port}`);
    expect(greeting).toMatch(/ada-admin +harbour-demo-1/);

    const portal = { baseUrl: `http://localhost:${port}` };
    const ada = new TestVisitor(portal);
    await ada.signIn({ username: 'ada-admin', password: 'harbour-demo-1' });
    const list = await ada.get('/linodes?size=100&sort=created');
    expect(list.text).toContain('harbour-web-1');
    expect(list.text).toContain('100 of 120 Linodes');

    const olga = new TestVisitor(portal);
    const refusal = await olga.signIn({ username: 'olga-outsider', password: 'elsewhere-demo-1' });
    expect(refusal.status).toBe(403);

    const loginUrl = (await olga.get('/sign-in')).location ?? '';
    demo.kill('SIGINT');
    expect(await once(demo, 'exit')).toEqual([0, null]);
    for (const url of [portal.baseUrl, loginUrl]) await expect(fetch(url)).rejects.toThrow();
  });

  test('says so when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { demo } = startDemo(port);
    let complaint = '';
    demo.stderr?.on('data', (chunk) => (complaint += String(chunk)));
    expect(await once(demo, 'close')).toEqual([1, null]);
    other.close();
    expect(complaint).toBe(`Port ${port} is taken. Choose another: PORT=${port + 1} script/demo\n`);
  });
});

function startDemo(port: number) {
  // Without script/bootstrap, which could install packages under a test run.
  const command = ['--import', 'tsx', 'sandbox/demo.ts'];
  const demo = spawn(process.execPath, command, { env: { ...process.env, PORT: String(port) } });
  started.push({ demo, port });
  return { demo, lines: createInterface(demo.stdout) };
}

async function untilGreeted(lines: AsyncIterable<string>): Promise<string> {
  const said: string[] = [];
  for await (const line of lines) {
    said.push(line);
    if (line.includes('Ctrl-C')) return said.join('\n');
  }
  throw new Error(`the demo ended: ${said.join('\n')}`);
}
