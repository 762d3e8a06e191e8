import { claim, claimStatus } from './claim.ts';
import { everyPath } from './every-path.ts';
import type { Answer } from './exchange.ts';
import { check, type Checks } from './requirement.ts';
import type { Heard } from './transcript.ts';
import type { Visitor } from './visitor.ts';

/** The headers of every answer: H01 to H04. */
export const headers: Checks = {
  H01: check({ needs: ['member'], isLast: true }, async (target) => {
    const answers = [...(await everyStatus(await target.member())), ...target.transcript.heard];
    const pages = answers.filter((answer) =>
      String(answer.headers['content-type']).startsWith('text/html'),
    );
    for (const { method, path, status, headers } of pages) {
      const policy = String(headers['content-security-policy']);
      const told = `${method} ${path} (${status})`;
      for (const name of ['default-src', 'base-uri', 'object-src', 'frame-ancestors'])
        claim(directive(policy, name) === "'none'", `${told}: ${name} ${directive(policy, name)}`);
      claim(!/unsafe-|\*|https?:(?!\/\/)/.test(policy), `${told}: the policy is wide: ${policy}`);
      const reports = directive(policy, 'report-uri') ?? directive(policy, 'report-to');
      claim(reports !== undefined, `${told}: violations are reported nowhere`);
    }
    const statuses = new Set(pages.map(({ status }) => status));
    for (const status of [200, 400, 403, 404])
      claim(statuses.has(status), `no page with ${status} was met`);
  }),

  H02: check({ needs: ['securePlace'], isLast: true }, async (target) => {
    const place = await target.securePlace();
    const secure = await everyStatus(target.stranger(place));
    for (const { method, path, status, headers } of secure) {
      const transport = String(headers['strict-transport-security']);
      const seconds = Number(/max-age=(\d+)/.exec(transport)?.[1]);
      const isLong = seconds >= 31_536_000 && transport.includes('includeSubDomains');
      claim(isLong, `${method} ${path} (${status}): Strict-Transport-Security ${transport}`);
    }
    for (const answer of [...secure, ...target.transcript.heard]) claimStandingHeaders(answer);
    const statuses = new Set(secure.map(({ status }) => status));
    for (const status of [200, 303, 400, 403, 404, 405, 413, 415])
      claim(statuses.has(status), `no answer with ${status} was met`);
  }),

  H03: check({ needs: ['member'] }, async ({ member, stranger }) => {
    const visitor = await member();
    for (const path of everyPath()) {
      for (const origin of [
        'https://evil.example',
        'null',
        `${visitor.place.origin}.evil.example`,
      ]) {
        for (const browser of [visitor, stranger()]) {
          const asked = {
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'x-any',
          };
          const answers = [
            await browser.ask(path, { method: 'OPTIONS', headers: { origin, ...asked } }),
            await browser.get(path, { origin, accept: 'application/json' }),
          ];
          for (const { method, headers } of answers) {
            const allowed = Object.keys(headers).filter((name) =>
              name.startsWith('access-control-'),
            );
            claim(allowed.length === 0, `${method} ${path} answers ${origin} with ${allowed[0]}`);
          }
        }
      }
    }
  }),

  H04: check({ needs: ['member'] }, async ({ member }) => {
    const visitor = await member();
    for (const path of [
      '/',
      '/linodes',
      '/me',
      '/linodes?format=json',
      '/linodes?format=csv',
      '/nowhere',
    ]) {
      for (const dest of embeds) {
        for (const site of ['cross-site', 'same-site']) {
          const answer = await visitor.get(path, {
            'sec-fetch-dest': dest,
            'sec-fetch-site': site,
            'sec-fetch-mode': ['iframe', 'frame', 'embed', 'object'].includes(dest)
              ? 'navigate'
              : 'no-cors',
          });
          claimStatus(answer, [403], `as ${dest} of a ${site} page`);
        }
      }
      const followed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      claimStatus(await visitor.get(path, followed), [200, 404], 'by a link');
    }
  }),
};

/** The value of a policy's directive; undefined where it has none. */
function directive(policy: string, name: string): string | undefined {
  const parts = policy.split(';').map((part) => part.trim());
  return parts.find((part) => part.startsWith(`${name} `))?.slice(name.length + 1);
}

function claimStandingHeaders({ method, path, status, headers }: Answer | Heard): void {
  const told = `${method} ${path.split('?')[0]} (${status})`;
  const isBounce = headers['referrer-policy'] === 'no-referrer' && status === 200;
  for (const [name, wanted] of [
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', isBounce ? 'no-referrer' : 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['x-frame-options', 'DENY'],
    ['x-powered-by', undefined],
    ['server', undefined],
  ] as const)
    claim(headers[name] === wanted, `${told}: ${name} is ${String(headers[name])}`);
}

const embeds = [
  'script',
  'image',
  'iframe',
  'frame',
  'embed',
  'object',
  'style',
  'audio',
  'video',
  'font',
  'track',
  'manifest',
  'worker',
  'fencedframe',
  'empty',
];

/** An answer of each kind that anybody can bring about. */
async function everyStatus(visitor: Visitor): Promise<readonly Answer[]> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const asset = /"(\/assets\/[^"]+\.css)"/.exec((await visitor.get('/')).text)?.[1] ?? '/assets/x';
  return [
    await visitor.get('/'),
    await visitor.get('/about-access'),
    await visitor.get(asset),
    await visitor.get('/healthz'),
    await visitor.get('/readyz'),
    await visitor.get('/linodes'),
    await visitor.get('/sign-in'),
    await visitor.get('/nowhere'),
    await visitor.get('/oauth/callback'),
    await visitor.get('/?a=1&a=2'),
    await visitor.get('/%E0%A4%A'),
    await visitor.get('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }),
    await visitor.get('/linodes', { 'sec-fetch-site': 'cross-site' }),
    await visitor.get('/linodes', { accept: 'application/json' }),
    await visitor.post('/theme', {}),
    await visitor.post('/theme', { proof: 'x'.repeat(70_000) }),
    await visitor.post('/theme', {}, { 'content-type': 'text/plain' }),
    await visitor.ask('/', { method: 'DELETE' }),
    await visitor.ask('/', { method: 'HEAD', headers: form }),
  ];
}
