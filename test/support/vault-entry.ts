import type { VaultRecord } from '../../server/vault/record.ts';
import type { NewVault, Vault } from '../../server/vault/vault.ts';

/** What a sign-in puts into the vault: a session of Max's for an hour, its tokens named after it. */
export function vaultEntry(id: string, changes: Partial<NewVault> = {}): NewVault {
  const now = Date.now();
  return {
    id,
    username: 'max',
    uid: 1,
    account: '',
    sidHash: `sid-of-${id}`,
    tokens: {
      accessToken: `access-of-${id}`,
      refreshToken: `refresh-of-${id}`,
      expiresInSeconds: 7200,
    },
    asked: [],
    granted: [],
    observed: [],
    createdAt: now,
    absoluteEnd: now + 3_600_000,
    ...changes,
  };
}

/** A record that is there. */
export async function recordOf(vault: Vault, id: string): Promise<VaultRecord> {
  const held = await vault.read(id);
  if (held === null) throw new Error(`no record of ${id}`);
  return held;
}

export async function putRecord(
  vault: Vault,
  id: string,
  changes: Partial<NewVault> = {},
): Promise<VaultRecord> {
  await vault.put(vaultEntry(id, changes));
  return await recordOf(vault, id);
}
