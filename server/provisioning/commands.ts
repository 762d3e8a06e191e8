import type { NewLinode } from '../linode/instances.ts';

/** The same create, for other tools. A secret is a variable's name in them, never a value. */
export interface Command {
  readonly name: string;
  readonly text: string;
}

export interface CommandOptions {
  readonly apiUrl: string;
  readonly hasPassword: boolean;
}

export function commandsFor(
  body: NewLinode,
  { apiUrl, hasPassword }: CommandOptions,
): readonly Command[] {
  const password = hasPassword ? { root_pass: '$ROOT_PASS' } : {};
  return [
    { name: 'curl', text: toCurl({ ...body, ...password }, apiUrl) },
    { name: 'Linode CLI', text: toCli({ ...body, ...password }) },
    { name: 'Terraform', text: toTerraform(body, hasPassword) },
  ];
}

function toCurl(body: object, apiUrl: string): string {
  // The variable stands outside the single quotes, where the shell puts its value in.
  const json = shellQuoted(JSON.stringify(body, null, 2)).replace(
    '"root_pass": "$ROOT_PASS"',
    () => `"root_pass": "'"$ROOT_PASS"'"`,
  );
  return [
    `curl -X POST ${apiUrl}/linode/instances \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${json}`,
  ].join('\n');
}

function toCli(body: object): string {
  const options = Object.entries(body).flatMap(([name, value]) =>
    [value]
      .flat()
      .map(
        (item) =>
          `  --${name} ${name === 'root_pass' ? '"$ROOT_PASS"' : shellQuoted(String(item))}`,
      ),
  );
  return ['linode-cli linodes create', ...options].join(' \\\n');
}

function toTerraform(body: NewLinode, hasPassword: boolean): string {
  const lines = Object.entries(body).map(([name, value]) => `  ${name} = ${hclValue(value)}`);
  const password = hasPassword ? ['  root_pass = var.root_pass'] : [];
  const name = body.label.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
  return [`resource "linode_instance" "${name}" {`, ...lines, ...password, '}'].join('\n');
}

function hclValue(value: string | readonly string[]): string {
  return typeof value === 'string' ? hclString(value) : `[${value.map(hclString).join(', ')}]`;
}

/** `${` and `%{` begin templates in HCL; doubling the first sign makes them plain. */
function hclString(text: string): string {
  return JSON.stringify(text).replaceAll(/([$%])\{/g, '$1$1{');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
