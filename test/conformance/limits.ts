import { claim, claimStatus } from './claim.ts';
import type { Answer } from './exchange.ts';
import { check, type Checks } from './requirement.ts';

/** Limits on how often: P07. */
export const limits: Checks = {
  P07: check({ needs: ['signIn', 'startPortal', 'replicas'], isLong: true }, async (target) => {
    const { stranger, signIn, startPortal } = target;
    const [one, two] = [stranger(), stranger().at(1)];

    await claimLimited(async () => await one.get('/sign-in', from('198.51.100.1')));
    const elsewhere = await two.get('/sign-in', from('198.51.100.1'));
    claimStatus(elsewhere, [429], 'at the other replica');
    const forged = await one.get('/sign-in', from('203.0.113.9, 198.51.100.1'));
    claimStatus(forged, [429], 'with a forged address in front');
    const neighbour = await one.get('/sign-in', from('198.51.100.2'));
    claimStatus(neighbour, [302, 303], 'from another address');

    const way = '/oauth/callback?code=x&state=y';
    await claimLimited(async () => await one.get(way, from('198.51.100.3')));
    claimStatus(await two.get(way, from('198.51.100.3')), [429], 'at the other replica');

    const [member, other] = [await signIn('member'), await signIn('other')];
    await claimLimited(async () => await member.post('/theme', {}));
    claimStatus(await member.at(1).post('/theme', {}), [429], 'at the other replica');
    claimStatus(await other.post('/theme', {}), [403], 'of somebody else');

    const list = '/linodes?format=json';
    await claimLimited(async () => await member.get(list));
    claimStatus(await member.at(1).get(list), [429], 'at the other replica');
    claimStatus(await other.get(list), [200], 'of somebody else');

    await claimLimited(async () => await one.get('/about-access', from('198.51.100.4')), 2000);

    // Nobody in front is trusted here: what a request says of its address counts for nothing.
    const open = stranger(await startPortal({ TRUST_PROXY: '' }));
    let count = 0;
    await claimLimited(async () => {
      count += 1;
      return await open.get('/sign-in', from(`10.1.${count >> 8}.${count & 255}`));
    });
  }),
};

/** The request as the load balancer hands it on. */
function from(address: string) {
  return { 'x-forwarded-for': address };
}

const AT_ONCE = 20;

/** Asks again and again: before long the answer is 429, and says until when. */
async function claimLimited(ask: () => Promise<Answer>, most = 400): Promise<void> {
  for (let count = 0; count < most; count += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, ask));
    const refused = answers.find(({ status }) => status === 429);
    if (refused === undefined) continue;
    const { headers, path } = refused;
    claim(count > 0, `${path} is limited from the start`);
    claim(Number(headers['retry-after']) > 0, `${path}: 429 without Retry-After`);
    for (const name of ['ratelimit', 'ratelimit-policy'])
      claim(headers[name] !== undefined, `${path}: 429 without ${name}`);
    return;
  }
  claim(false, `${most} requests in a row were let through`);
}
