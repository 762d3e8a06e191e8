import type { Reason } from './api-error.ts';
import type { SignedCall } from './endpoint.ts';

const publicKey = /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp\d+|sk-\S+) [A-Za-z0-9+/]+={0,2}( .*)?$/;

/** How one will log in: with an image, a password, keys or users' keys are needed. */
export function checkLogin(call: SignedCall): readonly Reason[] {
  const { image, root_pass: password, authorized_keys: keys } = call.body;
  const users = call.body['authorized_users'];
  const isAnyGiven = password !== undefined || hasMembers(keys) || hasMembers(users);
  if (image !== undefined && image !== null && !isAnyGiven) {
    return [{ reason: 'Must provide valid root_pass, authorized_keys, or authorized_users' }];
  }
  return [...checkPassword(password), ...checkKeys(keys), ...checkUsers(users, call)];
}

/** 7 to 128 characters, and strong by a rough count of character classes and length. */
function checkPassword(password: unknown): readonly Reason[] {
  const field = 'root_pass';
  if (password === undefined || password === null) return [];
  if (typeof password !== 'string' || password.length < 7 || password.length > 128) {
    return [{ reason: 'Length must be 7-128 characters', field }];
  }
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((set) =>
    set.test(password),
  ).length;
  if (password.length + 4 * classes >= 20 && new Set(password).size > 5) return [];
  return [{ reason: 'Password does not meet strength requirement', field }];
}

function checkKeys(keys: unknown): readonly Reason[] {
  if (keys === undefined) return [];
  if (Array.isArray(keys) && keys.every(isKey)) return [];
  return [{ reason: 'authorized_keys is not valid', field: 'authorized_keys' }];
}

function checkUsers(users: unknown, { world, caller }: SignedCall): readonly Reason[] {
  if (users === undefined) return [];
  const usable = world.users.filter(
    ({ account, sshKeys }) => account === caller.user.account && sshKeys.length > 0,
  );
  const isUsable = (name: unknown) => usable.some(({ username }) => username === name);
  if (Array.isArray(users) && users.every(isUsable)) return [];
  return [{ reason: 'authorized_users is not valid', field: 'authorized_users' }];
}

function isKey(key: unknown): boolean {
  return typeof key === 'string' && publicKey.test(key.trim());
}

function hasMembers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
