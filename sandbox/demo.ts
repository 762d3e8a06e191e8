import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What sandbox/main.ts prints when it listens. */
interface Sandbox {
  readonly loginUrl: string;
  readonly apiUrl: string;
  readonly controlUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly users: readonly { username: string; password: string; description: string }[];
}

interface Part {
  readonly name: string;
  readonly process: ChildProcess;
}

/** Thrown with a sentence for the person at the terminal. */
class DemoError extends Error {}

const root = fileURLToPath(new URL('..', import.meta.url));
const parts: Part[] = [];
const ending = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
try {
  await run();
} catch (error) {
  if (!ending.signal.aborted) complain(error);
}

async function run(): Promise<void> {
  const port = await readPort(process.env['PORT']);
  const baseUrl = `http://localhost:${port}`;
  // Everything begins anew with each demo, as the sandbox does, which remembers nothing.
  const dir = path.join(root, '.demo', String(port));
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });

  const [redisUrl, sandbox] = await Promise.all([startRedis(dir), startSandbox(baseUrl, dir)]);
  const env = portalEnvironment({ port, baseUrl, redisUrl, sandbox });
  startPart('portal', [process.execPath, '--import', 'tsx', 'server/main.ts'], { dir, env });
  await until(async () => (await fetch(`${baseUrl}/readyz`)).ok, 'The portal');
  if (!ending.signal.aborted)
    console.log(greeting(baseUrl, sandbox, path.relative(process.cwd(), dir)));
}

async function startRedis(dir: string): Promise<string> {
  const port = await freePort();
  const address = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir];
  const kept = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
  startPart('redis', ['redis-server', ...address, ...kept], { dir });
  await until(() => isTaken(port), 'Redis');
  return `redis://127.0.0.1:${port}`;
}

async function startSandbox(baseUrl: string, dir: string): Promise<Sandbox> {
  const env = { SANDBOX_REDIRECT_URI: `${baseUrl}/oauth/callback` };
  const command = [process.execPath, '--import', 'tsx', 'sandbox/main.ts'];
  const child = startPart('sandbox', command, { dir, env });
  if (child.stdout === null) throw new DemoError('The sandbox cannot be heard.');
  const [line] = await once(createInterface(child.stdout), 'line');
  return JSON.parse(String(line)) as Sandbox; // printed by sandbox/main.ts
}

/** Each part is on a leash: it ends when we close its standard input, or when we are killed. */
function startPart(
  name: string,
  command: readonly string[],
  { dir, env = {} }: { dir: string; env?: Record<string, string> },
): ChildProcess {
  const logFile = path.join(dir, `${name}.log`);
  // A group of its own: Ctrl-C reaches this process alone, and the parts end once and in order.
  const options = { cwd: root, detached: true, env: { ...bareEnvironment(), ...env } };
  const child = spawn(path.join(root, 'script/leash'), command, options);
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.stdin.on('error', () => null);
  child.once('exit', () => {
    if (!ending.signal.aborted)
      complain(new DemoError(`The ${name} has ended by itself.\n${tailOf(logFile)}`));
  });
  parts.push({ name, process: child });
  return child;
}

/** Variables of a production portal in the visitor's shell must not reach the demo. */
function bareEnvironment() {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG };
}

type PortalNeeds = { port: number; baseUrl: string; redisUrl: string; sandbox: Sandbox };

function portalEnvironment({ port, baseUrl, redisUrl, sandbox }: PortalNeeds) {
  return {
    NODE_ENV: 'development',
    PORT: String(port),
    BASE_URL: baseUrl,
    REDIS_URL: redisUrl,
    SESSION_SECRET: randomBytes(48).toString('base64url'),
    TOKEN_KEYS: `demo:${randomBytes(32).toString('base64url')}`,
    FINGERPRINT_KEY: randomBytes(32).toString('base64url'),
    LINODE_CLIENT_ID: sandbox.clientId,
    LINODE_CLIENT_SECRET: sandbox.clientSecret,
    LINODE_LOGIN_URL: sandbox.loginUrl,
    LINODE_API_URL: sandbox.apiUrl,
    // Harbour Co may come in; olga-outsider, of another account, is turned away.
    ALLOWED_EMAIL_DOMAINS: 'harbour.example',
    ALLOWED_ACCOUNTS: '4C1D3A52-7E0B-4F6A-9B2C-5D8E71A0F324',
    ADMIN_USERS: 'ada-admin',
  };
}

function greeting(baseUrl: string, sandbox: Sandbox, dir: string): string {
  const users = sandbox.users.map(
    ({ username, password, description }) =>
      `  ${username.padEnd(17)}${password.padEnd(18)}${description}`,
  );
  return `
Quayside is ready: ${baseUrl}

  ${'User'.padEnd(17)}${'Password'.padEnd(18)}Who
${users.join('\n')}

The portal turns olga-outsider away. The Linode behind it is a stand-in: ${sandbox.loginUrl}
Logs are in ${dir}/. Ctrl-C stops everything.`;
}

async function readPort(text = '3000'): Promise<number> {
  const port = Number(text === '' ? 3000 : text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new DemoError(`PORT must be a port number, not "${text}".`);
  if (port === 0) return await freePort();
  if (await isTaken(port))
    throw new DemoError(`Port ${port} is taken. Choose another: PORT=${port + 1} script/demo`);
  return port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string')
    throw new DemoError('There is no free port.');
  return address.port;
}

/** `localhost`, not an address: it tries IPv4 and IPv6, either of which may be in use. */
async function isTaken(port: number): Promise<boolean> {
  const socket = connect(port, 'localhost');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function until(isReady: () => Promise<boolean>, name: string): Promise<void> {
  const tooLate = AbortSignal.any([ending.signal, AbortSignal.timeout(30_000)]);
  for (; !tooLate.aborted; await sleep(50)) if (await isReady().catch(() => false)) return;
  throw new DemoError(`${name} did not answer within 30 seconds.`);
}

function tailOf(file: string): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.slice(-8).join('\n');
}

function complain(error: unknown): void {
  console.error(error instanceof DemoError ? error.message : error);
  end(1);
}

/** The last part started ends first, so that the portal can still speak to its Redis. */
async function endParts(): Promise<void> {
  for (const { process: part } of parts.toReversed()) {
    if (part.exitCode !== null || part.signalCode !== null) continue;
    const exited = once(part, 'exit');
    part.stdin?.end();
    await Promise.race([exited, sleep(5000)]);
    endByForce(part);
  }
}

function endByForce({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}

function end(code: number): void {
  if (ending.signal.aborted) return;
  ending.abort();
  void endParts().then(() => process.exit(code));
}
