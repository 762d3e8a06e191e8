import { createHash, randomBytes } from 'node:crypto';
import { toTimestamp } from './clock.ts';
import { addNotice } from './event.ts';
import type { World } from './world.ts';

/** A personal access token (PAT), with the secret that the API shows once. */
export type PersonalToken = {
  readonly id: number;
  readonly account: string;
  readonly username: string;
  label: string;
  /** As it was written, in whatever dialect its time had. */
  readonly scopes: string;
  readonly created: number;
  /** As it is shown; old tokens that never expire have null. */
  readonly expiry: string | null;
  readonly secret: string;
};

type Order = Pick<PersonalToken, 'account' | 'username' | 'label' | 'scopes'> & {
  readonly expiry: string | null;
};

/** What Linode writes when a token is asked for without an end. */
export const neverExpires = '2999-12-12T05:00:00';

/** Creates a token and notes the event. */
export function createPersonalToken(world: World, order: Order, now: number): PersonalToken {
  const token: PersonalToken = {
    ...order,
    id: world.nextTokenId,
    created: now,
    expiry: order.expiry ?? neverExpires,
    secret: randomBytes(32).toString('hex'),
  };
  world.nextTokenId += 1;
  world.personalTokens.push(token);
  noteToken(world, token, { action: 'token_create', at: now });
  return token;
}

/** Gives a token another label and notes the event. */
export function renamePersonalToken(world: World, token: PersonalToken, label: string): void {
  token.label = label;
  noteToken(world, token, { action: 'token_update', at: Date.now() });
}

/** Ends a token at once and notes the event. */
export function deletePersonalToken(world: World, token: PersonalToken): void {
  world.personalTokens = world.personalTokens.filter((other) => other !== token);
  noteToken(world, token, { action: 'token_delete', at: Date.now() });
}

type TokenAct = {
  readonly action: 'token_create' | 'token_update' | 'token_delete';
  readonly at: number;
};

/** Notes what was done to a token, by its owner: nobody else can. */
export function noteToken(world: World, token: PersonalToken, { action, at }: TokenAct): void {
  const { account, username, id, label } = token;
  addNotice(world, { account, username, action, at, entity: { type: 'token', id, label } });
}

/** Whether a token, or an app's grant, is good at a moment. */
export function isActive({ expiry }: { readonly expiry: string | null }, now: number): boolean {
  return expiry === null || Date.parse(`${expiry}Z`) > now;
}

/** The active token with this secret. */
export function findBySecret(world: World, secret: string): PersonalToken | undefined {
  return world.personalTokens.find(
    (token) => token.secret === secret && isActive(token, Date.now()),
  );
}

/** A token as the API shows it after its creation: its secret cut to 16 characters. */
export function toTokenAnswer({ id, label, scopes, created, expiry, secret }: PersonalToken) {
  return { id, label, scopes, created: toTimestamp(created), expiry, token: secret.slice(0, 16) };
}

/** The secret of a token that was there before the start: always the same one. */
export function seededSecret(username: string, label: string): string {
  return createHash('sha256').update(`sandbox token ${username} ${label}`).digest('hex');
}
