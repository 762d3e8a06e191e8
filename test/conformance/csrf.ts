import { claim, claimStatus } from './claim.ts';
import { crawl } from './crawl.ts';
import { claimNothingDone, everyForm, formAt, PROOF } from './every-form.ts';
import { everyPath } from './every-path.ts';
import { formsIn, linksIn } from './forms.ts';
import { check, type Checks } from './requirement.ts';
import { isSignedIn } from './sign-in.ts';
import { sessionCookie, sessionOf, type Visitor } from './visitor.ts';

/** That a form is the portal's own: F01 to F03, F09. */
export const csrf: Checks = {
  F01: check(
    { needs: ['passLogin', 'signIn', 'admin', 'apiLog', 'loginLog', 'standIns'] },
    async (target) => {
      const forms = await everyForm(target);
      const stranger = await target.signIn('other');
      const foreign = await proofsOf(stranger);
      await target.standIns.clearLog();
      for (const { visitor, action, fields } of forms) {
        const { [PROOF]: [own = ''] = [], ...rest } = fields;
        const elsewhere = forms.find((form) => form.visitor === visitor && form.action !== action);
        for (const [what, proof] of [
          ['no token', []],
          ['an empty token', ''],
          ['a made-up token', 'bm8.bm8.bm8'],
          ['a token half its own', `${own.slice(0, -8)}AAAAAAAA`],
          ['the token of another form', elsewhere?.fields[PROOF] ?? []],
          ['another person’s token', foreign.get(action) ?? foreign.get('/theme') ?? []],
        ] as const) {
          const answer = await visitor.post(action, { ...rest, [PROOF]: proof });
          claimStatus(answer, [403], `with ${what}`);
        }
        for (const headers of foreignHeaders)
          claimStatus(await visitor.post(action, fields, headers), [403], JSON.stringify(headers));
      }
      for (const path of everyPath().filter((one) => one !== '/csp-report')) {
        claimStatus(await stranger.post(path, {}), [403, 404, 405], 'with no token');
        for (const headers of foreignHeaders)
          claimStatus(
            await stranger.post(path, {}, headers),
            [403, 404, 405],
            JSON.stringify(headers),
          );
      }
      await claimNothingDone(target, forms);
    },
  ),

  F02: check({ needs: ['member'] }, async ({ member, place }) => {
    const visitor = await member();
    const { protocol, host } = new URL(place.origin);
    const { fields } = formAt(await visitor.get('/'), '/theme');
    const sibling = `${protocol}//x.${host}`;
    for (const headers of [
      { 'sec-fetch-site': 'same-site', origin: sibling },
      { 'sec-fetch-site': 'same-site', origin: undefined },
      { 'sec-fetch-site': undefined, origin: sibling },
      { 'sec-fetch-site': undefined, origin: `${place.origin}.evil.example` },
      { 'sec-fetch-site': undefined, origin: undefined, referer: `${sibling}/` },
    ]) {
      const answer = await visitor.post('/theme', { ...fields, theme: 'dark' }, headers);
      claimStatus(answer, [403], JSON.stringify(headers));
    }
    const own = await visitor.post('/theme', { ...fields, theme: 'dark' });
    claimStatus(own, [303], 'from its own page');
  }),

  F03: check({ needs: ['signIn', 'browser'] }, async ({ signIn, browser, place }) => {
    for (const javaScriptEnabled of [true, false]) {
      const visitor = await signIn('member');
      const context = await (
        await browser()
      ).newContext({ baseURL: place.origin, javaScriptEnabled });
      try {
        const name = sessionCookie(place);
        const cookie = { name, value: sessionOf(visitor), url: place.origin } as const;
        await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
        const page = await context.newPage();
        const posts: Promise<Record<string, string>>[] = [];
        page.on('request', (request) => {
          if (request.method() === 'POST') posts.push(request.allHeaders());
        });
        await page.goto('/linodes');
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('link', { name: 'Sign in with Linode' }).waitFor();
        const [headers] = await Promise.all(posts);
        claim(
          headers?.['origin'] === place.origin,
          `the browser’s form says Origin: ${headers?.['origin']}`,
        );
        claim(!(await isSignedIn(visitor)), 'the form of a real browser was refused');
      } finally {
        await context.close();
      }
    }
  }),

  F09: check({ needs: ['member', 'other'] }, async ({ member, other }) => {
    const [visitor, stranger] = [await member(), await other()];
    const pages = await crawl(visitor);
    const forms = pages.flatMap(({ text }) => formsIn(text));
    const proofs = new Set(forms.flatMap(({ fields }) => fields[PROOF] ?? []));
    claim(proofs.size >= 3, `only ${proofs.size} tokens were seen`);
    for (const { path, text, location, headers } of pages) {
      const addresses = [
        path,
        location ?? '',
        ...linksIn(text),
        ...formsIn(text).map(({ action }) => action),
      ];
      const isShown = addresses.some((address) =>
        [...proofs].some((proof) => address.includes(proof)),
      );
      claim(!isShown, `${path} has a token in an address`);
      const policy = String(headers['referrer-policy']);
      claim(['same-origin', 'no-referrer'].includes(policy), `${path}: Referrer-Policy ${policy}`);
    }
    const inGet = forms.filter(({ method, names }) => method === 'get' && names.includes(PROOF));
    claim(inGet.length === 0, 'a form that becomes an address has a token');
    const [first, second] = [await proofsOf(visitor), await proofsOf(visitor)];
    const foreign = await proofsOf(stranger);
    for (const [action, proof] of first) {
      claim(second.get(action) === proof, `the token of ${action} changed within a session`);
      claim(foreign.get(action) !== proof, `the token of ${action} is another person’s, too`);
    }
    claim(
      [...first.keys()].some((action) => foreign.has(action)),
      'no two tokens to compare',
    );
  }),
};

const foreignHeaders = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
  { 'sec-fetch-site': undefined, origin: 'null' },
  { 'sec-fetch-site': undefined, origin: undefined },
];

/** The tokens of the forms that everybody comes across first, by where they post to. */
async function proofsOf(visitor: Visitor): Promise<ReadonlyMap<string, string>> {
  const pages = [await visitor.get('/'), await visitor.get('/me')];
  const forms = pages.flatMap(({ text }) => formsIn(text));
  return new Map(
    forms.flatMap(({ action, fields }) =>
      (fields[PROOF] ?? []).map((proof) => [action, proof] as const),
    ),
  );
}
