import { claim, claimStatus } from './claim.ts';
import { formAt, openCheckPage, signInWithAccess } from './every-form.ts';
import { check, type Checks, type LoggedRequest } from './requirement.ts';

const createPath = '/linodes/create/check';
const instances = '/v4/linode/instances';
const password = { root_password: 'Marked-Root.Passphrase-71' };

/** A create happens once: F07 and F08. */
export const exactlyOnce: Checks = {
  F07: check({ needs: ['passLogin', 'apiLog', 'replicas'] }, async (target) => {
    const visitor = await signInWithAccess(target);
    const page = await openCheckPage(visitor, 'conformance-once');
    const fields = { ...formAt(page, createPath).fields, ...password };
    const answers = await Promise.all(
      Array.from(
        { length: 50 },
        async (_, index) => await visitor.at(index % 2).post(createPath, fields),
      ),
    );
    const late = await visitor.post(createPath, fields);
    for (const answer of [...answers, late]) claimStatus(answer, [303]);
    const places = new Set([...answers, late].map(({ location }) => location));
    claim(places.size === 1, `the answers lead to ${places.size} places`);
    const creates = createsIn(await target.apiLog());
    claim(creates === 1, `Linode was asked ${creates} times`);
    claimStatus(await visitor.get(late.location ?? ''), [200]);
  }),

  F08: check({ needs: ['passLogin', 'apiLog', 'standIns'], isLong: true }, async (target) => {
    const { standIns, apiLog } = target;
    const visitor = await signInWithAccess(target);
    const outcomes = await Promise.all(
      (['hang', 'hang-after-accepting', 'reset-after-accepting'] as const).map(async (kind) => {
        const label = `conformance-${kind.slice(0, 8)}${kind.length}`;
        const page = await openCheckPage(visitor, label);
        const post = { host: 'api', method: 'POST', path: instances } as const;
        await standIns.fault({ ...post, kind, when: { label } });
        const sent = await visitor.submit(page, createPath, password);
        claimStatus(sent, [303], `with an API that does ${kind}`);
        return { kind, label, sent, shown: await visitor.get(sent.location ?? '') };
      }),
    );
    for (const { kind, label, sent, shown } of outcomes) {
      const creates = createsIn(await apiLog(), label);
      claim(creates === 1, `with an API that does ${kind}, it was asked ${creates} times`);
      const isToldUnknown = /unknown/i.test(shown.text) && /checking/i.test(shown.text);
      const isFound = shown.text.includes('Accepted as #');
      claim(
        kind === 'hang' ? isToldUnknown : isToldUnknown || isFound,
        `${kind}: not said to be checked`,
      );
      const again = await visitor.get(sent.location ?? '');
      claim(
        again.status === 200 && createsIn(await apiLog(), label) === 1,
        'looking sent it again',
      );
    }
  }),
};

/** How often Linode was asked to create a Linode, of this label if one is given. */
function createsIn(log: readonly LoggedRequest[], label?: string): number {
  return log.filter(
    ({ method, path, body }) =>
      method === 'POST' &&
      path.startsWith(instances) &&
      (label === undefined || JSON.stringify(body).includes(`"label":"${label}"`)),
  ).length;
}
