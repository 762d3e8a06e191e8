import { approve } from './login/walk.ts';

export type DemoPerson = { readonly username: string; readonly password: string };

/** Who has been at the portal before the visitor comes. The others have never connected. */
const early = new Set([
  'max-member',
  'nils-network',
  'petra-platform',
  'ivo-infra',
  'quinn-contractor',
  'kim-kubernetes',
  'tess-tester',
]);

/**
 * Signs some of Harbour Co in, through the portal's and Linode's own pages, so that an administrator's
 * first look at the audit shows an organisation at work.
 */
export async function signInColleagues(
  baseUrl: string,
  people: readonly DemoPerson[],
): Promise<void> {
  const coming = people.filter(({ username }) => early.has(username));
  await Promise.all(coming.map(async (person) => await signIn(baseUrl, person)));
}

async function signIn(baseUrl: string, person: DemoPerson): Promise<void> {
  const begun = await open(`${baseUrl}/sign-in`, '');
  const callback = await approve(begun.headers.get('location') ?? '', person);
  const back = await open(callback, cookiesOf(begun));
  // A page of theirs: after it the portal takes its snapshot of their tokens.
  await open(`${baseUrl}/linodes`, cookiesOf(back));
}

async function open(url: string, cookie: string): Promise<Response> {
  const headers = { Accept: 'text/html', 'User-Agent': 'Quayside demo', cookie };
  const response = await fetch(url, { headers, redirect: 'manual' });
  await response.arrayBuffer();
  return response;
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}
