import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * npm run bench              everything but the soak
 * npm run bench -- NAME …    some of it: a name is a file beside this one
 *
 * Each measurement is a process of its own that starts all it needs. What the portal is measured
 * against is installed here, once, and never with the portal; Apache only where root runs this.
 */
const usual = [
  'side-by-side',
  'pages',
  'processes',
  'watchers',
  'export-memory',
  'audit-rows',
  'sessions',
];
const cwd = fileURLToPath(new URL('../', import.meta.url));

run('npm', ['run', '--silent', 'build']);
if (!existsSync(`${cwd}bench/peers/node_modules`))
  run('npm', ['ci', '--prefix', 'bench/peers', '--no-audit', '--no-fund', '--loglevel=error']);
for (const debianPackage of ['apache2', 'libapache2-mod-auth-openidc'])
  if (process.getuid?.() === 0 && !isInstalled(debianPackage))
    run('bash', ['script/apt-install', debianPackage]);

const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : usual) {
  console.log(`## ${name}\n`);
  run(process.execPath, ['--expose-gc', '--import', 'tsx', `bench/${name}.ts`]);
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
}

function isInstalled(debianPackage: string): boolean {
  return spawnSync('dpkg', ['-s', debianPackage], { stdio: 'ignore' }).status === 0;
}
