import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signInColleagues } from './demo-people.ts';

/** Where everything will listen and what it shares, settled first so that all can start at once. */
type Plan = Awaited<ReturnType<typeof makePlan>>;

type User = { readonly username: string; readonly password: string; readonly description: string };

/** Thrown with a sentence for the person at the terminal. */
class DemoError extends Error {}

type Known = {
  readonly users: readonly User[];
  readonly colleagues: readonly User[];
  readonly scalewayKeys: readonly { readonly secretKey: string }[];
};

const root = fileURLToPath(new URL('..', import.meta.url));
const parts: ChildProcess[] = [];
const ending = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
try {
  await run();
} catch (error) {
  if (!ending.signal.aborted) complain(error);
}

async function run(): Promise<void> {
  const plan = await makePlan(await readPort(process.env['PORT']));
  // Everything begins anew with each demo, as the sandbox does, which remembers nothing.
  rmSync(plan.dir, { recursive: true, force: true });
  mkdirSync(plan.dir, { recursive: true, mode: 0o700 });

  await startRedis(plan);
  const sandbox = startSandbox(plan);
  startTsx('The portal', 'server/main.ts', { dir: plan.dir, env: portalEnvironment(plan) });
  await until(async () => (await fetch(`${plan.baseUrl}/readyz`)).ok, 'The portal');
  const known = await sandbox;
  if (ending.signal.aborted) return;
  console.log(greeting(plan, known));
  await signInColleagues(plan.baseUrl, [...known.users, ...known.colleagues]).catch(() => {
    console.log('Some colleagues could not be signed in: the audit shows fewer people.');
  });
}

async function makePlan(port: number) {
  return {
    port,
    baseUrl: `http://localhost:${port}`,
    dir: path.join(root, '.demo', String(port)),
    redisPort: await freePort(),
    loginPort: await freePort(),
    apiPort: await freePort(),
    scalewayPort: await freePort(),
    clientId: randomBytes(10).toString('hex'),
    clientSecret: randomBytes(32).toString('hex'),
  };
}

async function startRedis({ dir, redisPort }: Plan): Promise<void> {
  const address = ['--bind', '127.0.0.1', '--port', String(redisPort), '--dir', dir];
  const kept = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
  startPart('Redis', ['redis-server', ...address, ...kept], { dir });
  await until(() => isTaken(redisPort), 'Redis');
}

/** Gives the people who can sign in and the Scaleway keys: the sandbox's first line names them. */
async function startSandbox(plan: Plan): Promise<Known> {
  const env = {
    SANDBOX_LOGIN_PORT: String(plan.loginPort),
    SANDBOX_API_PORT: String(plan.apiPort),
    SANDBOX_SCALEWAY_PORT: String(plan.scalewayPort),
    SANDBOX_CLIENT_ID: plan.clientId,
    SANDBOX_CLIENT_SECRET: plan.clientSecret,
    SANDBOX_REDIRECT_URI: `${plan.baseUrl}/oauth/callback`,
  };
  const { stdout } = startTsx('The sandbox', 'sandbox/main.ts', { dir: plan.dir, env });
  if (stdout === null) throw new DemoError('The sandbox cannot be heard.');
  const [line] = await once(createInterface(stdout), 'line');
  return JSON.parse(String(line)) as Known; // printed by sandbox/main.ts
}

function startTsx(name: string, file: string, place: Place): ChildProcess {
  return startPart(name, [process.execPath, '--import', 'tsx', file], place);
}

type Place = { readonly dir: string; readonly env?: Readonly<Record<string, string>> };

/** Each part is on a leash: it ends when we close its standard input, or when we are killed. */
function startPart(name: string, command: readonly string[], { dir, env }: Place): ChildProcess {
  const logFile = path.join(dir, `${name.toLowerCase().replace('the ', '')}.log`);
  // A group of its own: Ctrl-C reaches this process alone, and the parts end once and in order.
  const options = { cwd: root, detached: true, env: { ...bareEnvironment(), ...env } };
  const child = spawn(path.join(root, 'script/leash'), command, options);
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.stdin.on('error', () => null);
  child.once('exit', () => {
    if (!ending.signal.aborted)
      complain(new DemoError(`${name} has ended by itself.\n${tailOf(logFile)}`));
  });
  parts.push(child);
  return child;
}

/** Variables of a production portal in the visitor's shell must not reach the demo. */
function bareEnvironment() {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG };
}

function portalEnvironment(plan: Plan) {
  return {
    NODE_ENV: 'development',
    PORT: String(plan.port),
    BASE_URL: plan.baseUrl,
    REDIS_URL: `redis://127.0.0.1:${plan.redisPort}`,
    SESSION_SECRET: randomBytes(48).toString('base64url'),
    TOKEN_KEYS: `demo:${randomBytes(32).toString('base64url')}`,
    FINGERPRINT_KEY: randomBytes(32).toString('base64url'),
    LINODE_CLIENT_ID: plan.clientId,
    LINODE_CLIENT_SECRET: plan.clientSecret,
    LINODE_LOGIN_URL: loginUrl(plan),
    LINODE_API_URL: `http://127.0.0.1:${plan.apiPort}/v4`,
    SCALEWAY_API_URL: `http://127.0.0.1:${plan.scalewayPort}`,
    // Harbour Co may come in; olga-outsider, of another account, is turned away.
    ALLOWED_EMAIL_DOMAINS: 'harbour.example',
    ALLOWED_ACCOUNTS: '4C1D3A52-7E0B-4F6A-9B2C-5D8E71A0F324',
    ADMIN_USERS: 'ada-admin',
  };
}

function greeting(plan: Plan, { users, scalewayKeys }: Known): string {
  const head = { username: 'User', password: 'Password', description: 'Who' };
  const rows = [head, ...users].map(
    ({ username, password, description }) =>
      `  ${username.padEnd(17)}${password.padEnd(18)}${description}`,
  );
  return `
Quayside is ready: ${plan.baseUrl}

${rows.join('\n')}

Scaleway's stand-in takes the secret key ${scalewayKeys[0]?.secretKey}
The portal turns olga-outsider away. The Linode behind it is a stand-in: ${loginUrl(plan)}
Logs are in ${path.relative(process.cwd(), plan.dir)}/. Ctrl-C stops everything.`;
}

function loginUrl({ loginPort }: Plan): string {
  return `http://127.0.0.1:${loginPort}`;
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
  for (const part of parts.toReversed()) {
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
