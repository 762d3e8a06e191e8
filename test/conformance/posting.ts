import { claim, claimStatus } from './claim.ts';
import { claimNothingDone, everyForm, PROOF } from './every-form.ts';
import { check, type Checks } from './requirement.ts';
import { encoded, type Fields } from './visitor.ts';

/** Fields that a form may carry more than once. */
const lists = new Set(['authorized_users', 'target']);

/** By what method, in what shape: F04 to F06. */
export const posting: Checks = {
  F04: check(
    { needs: ['passLogin', 'signIn', 'admin', 'apiLog', 'loginLog', 'standIns'] },
    async (target) => {
      const forms = await everyForm(target);
      await target.standIns.clearLog();
      for (const { visitor, action, fields } of forms) {
        const query = `${action}?${encoded(fields)}`;
        for (const method of ['GET', 'HEAD'])
          claimStatus(await visitor.ask(query, { method }), [200, 303, 400, 403, 404, 405, 422]);
        for (const method of ['OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY']) {
          const answer = await visitor.ask(query, { method });
          claimStatus(answer, [405]);
          claim(
            /\bGET\b/.test(String(answer.headers['allow'])),
            `${method} ${action} has no Allow`,
          );
        }
      }
      for (const path of ['/', '/linodes', '/sign-in', '/oauth/callback', '/healthz', '/nowhere'])
        for (const method of ['OPTIONS', 'PUT', 'DELETE', 'TRACE'])
          claimStatus(await target.stranger().ask(path, { method }), [405]);
      await claimNothingDone(target, forms);
    },
  ),

  F05: check(
    { needs: ['passLogin', 'signIn', 'admin', 'apiLog', 'loginLog', 'standIns'] },
    async (target) => {
      const forms = await everyForm(target);
      await target.standIns.clearLog();
      for (const { visitor, action, fields } of forms) {
        for (const [type, body] of bodiesOf(fields)) {
          const headers = {
            'content-type': type,
            'sec-fetch-site': 'same-origin',
            origin: target.place.origin,
          };
          const answer = await visitor.ask(action, { method: 'POST', headers, body });
          claimStatus(answer, [415], `as ${type ?? 'no type at all'}`);
        }
      }
      await claimNothingDone(target, forms);
    },
  ),

  F06: check(
    { needs: ['passLogin', 'signIn', 'admin', 'apiLog', 'loginLog', 'standIns'] },
    async (target) => {
      const forms = await everyForm(target);
      await target.standIns.clearLog();
      for (const { visitor, action, fields, names } of forms) {
        const repeated = names.filter((name) => name !== PROOF && !lists.has(name));
        for (const more of [
          ...repeated.map((name) => ({ [name]: ['a', 'b'] })),
          { 'tags[__proto__]': '1' },
          { ['__proto__']: '1' },
          { 'constructor[prototype][isAdmin]': '1' },
          { 'label[]': 'a' },
          { undeclared: '1' },
          { role: 'admin' },
          { username: 'ada-admin' },
        ] as Fields[]) {
          const answer = await visitor.post(action, { ...fields, ...more });
          claimStatus(answer, [400], `with ${Object.keys(more).join()}`);
        }
        const twice = await visitor.post(action, {
          ...fields,
          [PROOF]: [...(fields[PROOF] ?? []), 'x'],
        });
        claimStatus(twice, [400, 403], 'with two tokens');
      }
      await claimNothingDone(target, forms);
    },
  ),
};

/** The fields in every shape but a form's own, with the content type that is said of it. */
function bodiesOf(fields: Fields): readonly (readonly [string | undefined, string])[] {
  const form = encoded(fields);
  const parts = Object.entries(fields).flatMap(([name, values]) =>
    [values]
      .flat()
      .map((value) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  return [
    ['text/plain', form],
    ['multipart/form-data; boundary=b', `${parts.join('')}--b--\r\n`],
    ['application/json', JSON.stringify(fields)],
    ['application/json; charset=utf-8', JSON.stringify(fields)],
    ['application/x-www-form-urlencoded-not', form],
    ['application/csp-report', JSON.stringify(fields)],
    ['application/xml', '<form/>'],
    [undefined, form],
  ];
}
