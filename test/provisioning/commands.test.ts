import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { commandsFor } from '../../server/provisioning/commands.ts';

/* The same create for other tools: a shell that runs the command sends what the portal would. */

const apiUrl = 'https://api.linode.com/v4';
const rootPassword = 'two words; $(date)';
const bare = {
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian13',
  label: 'pilot.boat-1',
};
const hostile = ["it's $TOKEN `id`", '"; rm -rf / #', '$ROOT_PASS', '"root_pass": "$ROOT_PASS"'];
const whole = { ...bare, tags: hostile, authorized_users: ['max', 'ada'] };

function textOf(name: string, body: typeof bare, hasPassword: boolean): string {
  const commands = commandsFor(body, { apiUrl, hasPassword });
  expect(commands.map((command) => command.name)).toEqual(['curl', 'Linode CLI', 'Terraform']);
  return commands.find((command) => command.name === name)?.text ?? '';
}

/** The arguments that `program` gets when a shell runs the command. */
function argumentsOf(program: string, command: string): string[] {
  const told = `told() { printf '%s\\0' "$@"; }; alias ${program}=told`;
  const script = `${told}\n${command}`;
  const env = { TOKEN: 'a-token', ROOT_PASS: rootPassword };
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each([
  ['with a password', true, { ...whole, root_pass: rootPassword }],
  ['without one', false, whole],
])('curl %s posts the same body', (_, hasPassword, body) => {
  const [post, method, url, ...rest] = argumentsOf('curl', textOf('curl', whole, hasPassword));
  expect([post, method, url]).toEqual(['-X', 'POST', `${apiUrl}/linode/instances`]);
  const [authorization, type] = ['Authorization: Bearer a-token', 'Content-Type: application/json'];
  expect(rest.slice(0, -1)).toEqual(['-H', authorization, '-H', type, '-d']);
  expect(JSON.parse(rest.at(-1) ?? '')).toEqual(body);
});

test.each([
  ['with a password', true, ['--root_pass', rootPassword]],
  ['without one', false, []],
])('Linode’s CLI %s gets each value as an option', (_, hasPassword, password) => {
  const given = argumentsOf('linode-cli', textOf('Linode CLI', whole, hasPassword));
  const tags = hostile.flatMap((tag) => ['--tags', tag]);
  const users = ['--authorized_users', 'max', '--authorized_users', 'ada'];
  const plain = Object.entries(bare).flatMap(([name, value]) => [`--${name}`, value]);
  expect(given).toEqual(['linodes', 'create', ...plain, ...tags, ...users, ...password]);
});

test('Terraform gets a resource, in which nothing of the values is a template', () => {
  const body = { ...bare, tags: ['${file("/etc/passwd")}', '%{ if true }', 'blue'] };
  const lines = [
    'resource "linode_instance" "pilot_boat-1" {',
    '  region = "us-east"',
    '  type = "g6-nanode-1"',
    '  image = "linode/debian13"',
    '  label = "pilot.boat-1"',
    '  tags = ["$${file(\\"/etc/passwd\\")}", "%%{ if true }", "blue"]',
  ];
  expect(textOf('Terraform', body, false)).toBe([...lines, '}'].join('\n'));
  const withPassword = [...lines, '  root_pass = var.root_pass', '}'];
  expect(textOf('Terraform', body, true)).toBe(withPassword.join('\n'));
});
