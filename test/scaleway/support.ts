import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

export const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
export const max = { username: 'max-member', password: 'harbour-demo-1' };

/** Harbour's 71 servers, Breakwater's 3, and a key without the right to list. */
export const keys = {
  harbour: '7f1c9a52-3b0e-4d6f-8a27-5e0d14c9b6a3',
  breakwater: 'c0a5e1d4-92b7-4f38-b1ce-6d7f20a89e15',
  noRights: '19be7f30-5c46-4a8d-93f1-e2b04d7a6c58',
  unknown: '00000000-1111-4222-8333-444444444444',
} as const;

export const LIST = '/scaleway/servers';
export const CONNECT = '/scaleway/connect';
export const DISCONNECT = '/scaleway/disconnect';

export { startPortal, TestVisitor };
export type { Answer, TestPortal };

export async function signedIn(portal: TestPortal, person = max): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  return visitor;
}

export async function connect(
  visitor: TestVisitor,
  secretKey: string = keys.harbour,
): Promise<Answer> {
  return await visitor.submit(CONNECT, CONNECT, { secret_key: secretKey });
}

export async function connected(portal: TestPortal, person = max): Promise<TestVisitor> {
  const visitor = await signedIn(portal, person);
  const { location } = await connect(visitor);
  if (location !== LIST) throw new Error('the key was not connected');
  return visitor;
}

export interface ListJson {
  readonly page: number;
  readonly pages: number;
  readonly results: number;
  readonly data: readonly {
    readonly id: string;
    readonly name: string;
    readonly zone: string;
    readonly state: string;
    readonly image: string;
    readonly addresses: readonly string[];
    readonly tags: readonly string[];
    readonly volumes: readonly { readonly volumeType: string; readonly size: number }[];
  }[];
  readonly missing: readonly { readonly zone: string; readonly trouble: string }[];
}

export async function listJson(visitor: TestVisitor, query = ''): Promise<ListJson> {
  const answer = await visitor.get(LIST + query, { Accept: 'application/json' });
  return JSON.parse(answer.text) as ListJson;
}

/** The rows on screen: the name of each. */
export function namesOn({ text }: Answer): string[] {
  return [...text.matchAll(/<th scope="row">\s*<bdi>([^<]*)<\/bdi>/g)].map(([, name = '']) => name);
}
