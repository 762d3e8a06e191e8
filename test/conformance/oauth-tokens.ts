import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { claim, claimStatus } from './claim.ts';
import type { Answer } from './exchange.ts';
import { formsIn, textOf } from './forms.ts';
import { fieldOf, tokenCalls } from './logged.ts';
import { passWithoutPages, startPlainStandIns } from './plain-stand-ins.ts';
import { check, type Checks, type Target } from './requirement.ts';
import { beginSignIn, isSignedIn, signIn } from './sign-in.ts';
import type { Visitor } from './visitor.ts';

const documented = 'account:read_only linodes:read_only images:read_only events:read_only';

/** Scopes and tokens: O10 to O13. */
export const oauthTokens: Checks = {
  O10: check({ needs: [] }, async ({ stranger, startPortal, note }) => {
    const scopes = scopesOf(await beginSignIn(stranger()));
    claim(scopes.length > 0, 'no scope is asked for');
    const wide = scopes.filter((scope) => !scope.endsWith(':read_only'));
    claim(wide.length === 0, `signing in asks for ${wide.join(' ')}`);
    const stepUp = scopesOf(await beginSignIn(stranger(), '/sign-in?for=create-linodes'));
    const added = stepUp.filter((scope) => !scopes.includes(scope));
    claim(added.join(' ') === 'linodes:read_write', `a step-up adds ${added.join(' ')}`);
    if (startPortal === undefined) return note('what is granted: needs portals of its own');

    const standIns = await startPlainStandIns();
    try {
      const place = await startPortal(standIns.env);
      const visit = async (granted: string, start?: string) => {
        standIns.login.manner.granted = granted;
        const visitor = stranger(place);
        await signIn(visitor, passWithoutPages, start);
        return visitor;
      };
      const less = await visit(
        'account:read_only linodes:read_only',
        '/sign-in?for=create-linodes',
      );
      await claimTold(less, ['events:read_only', 'images:read_only', 'linodes:read_write']);
      const create = formsIn((await less.get('/linodes/create')).text);
      const canCreate = create.some(({ action }) => action === '/linodes/create');
      claim(!canCreate, 'the form for creating is offered without its scope');
      await claimTold(await visit(`${documented} linodes:read_write`), ['linodes:read_write']);
      await claimTold(await visit('*'), ['*']);
    } finally {
      await standIns.stop();
    }
  }),

  O11: check({ needs: ['signIn'], isLast: true }, async ({ signIn, transcript }) => {
    // Tokens, codes and the client's secret are known by now, and looked for in whatever comes.
    const visitor = await signIn('member');
    for (const path of ['/', '/linodes', '/me', '/linodes?format=json', '/nowhere'])
      await visitor.get(path);
    const [place] = transcript.leaks;
    claim(place === undefined, `a secret was shown by ${place}`);
    claim(transcript.heard.length > 0, 'nothing was heard');
    const lines = transcript.loggedSecrets();
    claim(lines === 0, `${lines} lines of the log have a secret`);
  }),

  O12: check(
    { needs: ['signIn', 'standIns', 'loginLog', 'replicas'], isLong: true },
    async (target) => {
      const { signIn, standIns, loginLog } = target;
      // The slowest first: they all wait side by side.
      const whos = [
        ['member', 8000],
        ['other', 3000],
        ['admin', 200],
      ] as const;
      const visitors = await Promise.all(whos.map(async ([who]) => await signIn(who)));
      const askAll = async (): Promise<readonly (readonly Answer[])[]> => {
        await standIns.clearLog();
        await standIns.expireTokens();
        const rounds: Promise<readonly Answer[]>[] = [];
        for (const [index, [, ms]] of whos.entries()) {
          await standIns.fault({ host: 'login', path: '/oauth/token', kind: 'latency', ms });
          const visitor = visitors[index];
          if (visitor !== undefined) rounds.push(askHundredfold(visitor));
          await until('a refresh began', async () => (await refreshes(target)) > index);
        }
        const answers = await Promise.all(rounds);
        const calls = await refreshes(target);
        claim(calls === 3, `${calls} refreshes for 3 sessions`);
        return answers;
      };
      let answers = await askAll();
      // Nobody is kept waiting for ten seconds: a machine that is slow by one more says so, and may try again.
      if (answers.some((round) => kindsOf(round) !== '200: 100')) answers = await askAll();
      for (const [index, round] of answers.entries())
        claim(kindsOf(round) === '200: 100', `${whos[index]?.[1]} ms: ${kindsOf(round)}`);
      const tokens = tokenCalls(await loginLog(), 'refresh_token').map((call) =>
        fieldOf(call, 'refresh_token'),
      );
      claim(new Set(tokens).size === 3, 'a refresh token was used twice');
      for (const visitor of visitors)
        claimStatus(await visitor.get('/linodes'), [200], 'afterwards');
    },
  ),

  O13: check({ needs: ['signIn', 'standIns', 'loginLog', 'replicas'] }, async (target) => {
    const { signIn, standIns } = target;
    for (const accept of ['text/html', 'application/json']) {
      const visitor = await signIn('member');
      await standIns.clearLog();
      await standIns.revokeTokens();
      const answers = await askHundredfold(visitor, accept);
      const expected = accept === 'text/html' ? '303: 100' : '401: 100';
      claim(kindsOf(answers) === expected, `a dead refresh token: ${kindsOf(answers)}`);
      claim(
        (await refreshes(target)) === 1,
        `${await refreshes(target)} refreshes of a dead token`,
      );
      claim(!(await isSignedIn(visitor)), 'the session is alive without tokens');
      await sleep(300);
      claim((await refreshes(target)) === 1, 'the dead token was refreshed later');
    }
  }),
};

function scopesOf({ searchParams }: URL): readonly string[] {
  return (searchParams.get('scope') ?? '').split(/[\s,]+/).filter(Boolean);
}

/** A warning on the first page says which scopes are not as they were asked for. */
async function claimTold(visitor: Visitor, scopes: readonly string[]): Promise<void> {
  const { text } = await visitor.get('/');
  const warning = /<div class="alert alert-warning">([\s\S]*?)<\/div>/.exec(text)?.[1] ?? '';
  for (const scope of scopes)
    claim(textOf(warning).includes(scope), `nothing says that ${scope} is not as asked`);
}

/** A hundred requests at once, half of them to each of two replicas. */
/** A short answer that comes from Linode: what is looked at is the refresh. */
async function askHundredfold(
  visitor: Visitor,
  accept = 'application/json',
): Promise<readonly Answer[]> {
  const replicas = [visitor.at(0), visitor.at(1)];
  return await Promise.all(
    Array.from({ length: 50 }, () => replicas)
      .flat()
      .map(async (browser) => await browser.get('/browse/tags?size=25', { accept })),
  );
}

/** How many answers of each status, as text. */
function kindsOf(answers: readonly Answer[]): string {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${status}: ${count}`).join(', ');
}

async function refreshes({ loginLog }: Target<'loginLog'>): Promise<number> {
  return tokenCalls(await loginLog(), 'refresh_token').length;
}
