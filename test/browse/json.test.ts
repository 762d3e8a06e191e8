import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal();
  visitor = new TestVisitor(portal);
  await visitor.signIn({ username: 'max-member', password: 'harbour-demo-1' });
});
afterAll(async () => {
  await portal.stop();
});
afterEach(async () => {
  await portal.sandbox.clearFaults();
});

const json = async (path: string) => await visitor.get(path, { Accept: 'application/json' });

/** Linode's whole answer to whatever is asked of `path`. */
async function answers(path: string, body: string): Promise<void> {
  await portal.sandbox.fault({ host: 'api', path, kind: 'status', status: 200, times: 0, body });
  await portal.sandbox.clearLog();
}

describe('a list as JSON', () => {
  const events = '/v4/account/events';
  const numbers = '"page": 1, "pages": 1, "results": 2';

  test('is what Linode sent, to the byte', async () => {
    const body = `{"data": [{"id": 12345678901234567890, "price": 1.0},\n {"neu": "Größe"}], ${numbers}}\n`;
    await answers(events, body);
    const answer = await json('/browse/events');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.text).toBe(body);
  });

  test('is read and put in order where Linode writes it in another one', async () => {
    await answers(events, `{${numbers}, "more": true, "data": [{"id": 1}, {"id": 2}]}`);
    const { text } = await json('/browse/events');
    expect(text).toBe('{"data":[{"id":1},{"id":2}],"page":1,"pages":1,"results":2}');
    const log = await portal.sandbox.log();
    expect(log.filter((call) => call.path.startsWith(events))).toHaveLength(1);
  });

  test.each([
    ['cut off', '{"data": [{"id": 1}, {"id"'],
    ['cut off in its last number', `{"data": [{"id": 1}, {"id": 2}], ${numbers}`],
    ['followed by something', `{"data": [{"id": 1}], ${numbers}} and more`],
    ['no list', `{"data": {"id": [1]}, ${numbers}}`],
    ['a page of a proxy', '<html><body>{"data": []}</body></html>'],
  ])('is no answer when it is %s', async (_, body) => {
    await answers(events, body);
    const answer = await json('/browse/events');
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.text)).toEqual({ errors: [expect.anything()] });
  });

  test('never has a secret in it', async () => {
    const row = '{"id": "a1", "label": "ours", "secret": "MARKED-SECRET"}';
    await answers('/v4/account/oauth-clients', `{"data": [${row}], ${numbers}}`);
    const { status, text } = await json('/browse/oauth-clients');
    expect(status).toBe(200);
    expect(text).toContain('"label":"ours"');
    expect(text).not.toContain('MARKED-SECRET');
  });

  test('has the last page for one past the end, also where Linode gives an empty one', async () => {
    await answers(`${events}\\?page=9`, '{"data": [], "page": 9, "pages": 1, "results": 2}');
    await answers(`${events}\\?page=1`, `{"data": [{"id": 1}, {"id": 2}], ${numbers}}`);
    const { text } = await json('/browse/events?page=9');
    expect(JSON.parse(text)).toMatchObject({ data: [{ id: 1 }, { id: 2 }], page: 1 });
  });
});
