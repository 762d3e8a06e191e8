import { promisify } from 'node:util';
import type { Request } from 'express';
import type { Config } from '../config.ts';
import type { AuditContext, AuditRecorder } from '../audit/record.ts';
import type { VaultRecord } from '../vault/record.ts';
import type { Vault } from '../vault/vault.ts';
import type { Attempt } from './attempts.ts';
import type { EndSession } from './end.ts';
import type { People } from './people.ts';
import type { SessionRegistry } from './registry.ts';
import type { Seen } from './seen.ts';
import { carryScalewayKey } from './scaleway-keys.ts';
import { NotAdmitted, type Admitted } from './sign-in.ts';
import { hashSid } from './store.ts';

export interface StartDeps {
  readonly config: Config;
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  readonly people: People;
  readonly audit: AuditRecorder;
  readonly endSession: EndSession;
  readonly seen: Seen;
}

export interface StartOptions {
  /** The way to Linode that led here. */
  readonly attempt: Attempt;
  readonly context: AuditContext;
}

export type StartSession = ReturnType<typeof createStartSession>;

/**
 * The only writer of an identity: a new session id, the tokens sealed, the record saved before
 * anything is answered. A step-up keeps the absolute end of the session it
 * replaces, and its Scaleway key.
 *
 * @returns the new session's vault id
 * @throws {NotAdmitted} when the person was blocked meanwhile
 */
export function createStartSession(deps: StartDeps) {
  const { vault, registry, people, audit, endSession, seen } = deps;

  return async (req: Request, admitted: Admitted, options: StartOptions): Promise<string> => {
    const { username, uid, timezone, restricted } = admitted.profile;
    const { vaultId: id } = admitted;
    await regenerate(req);
    const sidHash = hashSid(req.sessionID);
    const startedAt = Date.now();
    const stepsUpFrom = await replacedByStepUp(deps, options.attempt);
    const absoluteEnd = absoluteEndOf(deps, admitted, stepsUpFrom);
    const { asked, observed, tokens, account, epoch } = admitted;
    const facts = { id, username, uid, sidHash, absoluteEnd, asked, observed, tokens };
    await vault.put({
      ...facts,
      account: account ?? '',
      granted: tokens.scopes ?? [],
      createdAt: startedAt,
    });
    try {
      if (stepsUpFrom !== null) await carryScalewayKey(vault, stepsUpFrom, id);
      req.session.content = {
        username,
        uid,
        timezone,
        restricted,
        vaultId: id,
        startedAt,
        absoluteEnd,
        epoch,
      };
      await save(req);
      await registry.extend({ vaultId: id, username, sidHash, absoluteEnd });
      // Who blocks them from here on finds this session in the index; who did before, raised the epoch.
      if ((await people.epochOf(username)) !== epoch) throw new NotAdmitted(username, 'blocked');
      await registry.noteAddress({ vaultId: id, username, absoluteEnd }, options.context.address);
      const scopes = observed.length > 0 ? observed : (tokens.scopes ?? asked);
      await audit.record(
        { type: 'signin.succeeded', username, session: id, account, scopes },
        options.context,
      );
    } catch (error) {
      await endSession(id, 'signed-out').catch(() => null);
      await destroy(req);
      throw error;
    }
    const agent = req.get('User-Agent') ?? '';
    const use = {
      lastUsedAt: startedAt,
      lastAction: 'Sign-in',
      address: options.context.address,
      agent,
    };
    seen.note({ vaultId: id, absoluteEnd }, use);
    await seen.flush();
    const { replaces } = options.attempt;
    if (replaces !== null) await endSession(replaces.vaultId, 'replaced');
    for (const surplus of await registry.surplusOf(username)) await endSession(surplus, 'surplus');
    return id;
  };
}

/** The vault that a step-up replaces; by then the same person has come back (session/sign-in.ts). */
async function replacedByStepUp(
  { vault }: StartDeps,
  { need, replaces }: Attempt,
): Promise<VaultRecord | null> {
  return need === null || replaces === null ? null : await vault.read(replaces.vaultId);
}

function absoluteEndOf(
  deps: StartDeps,
  { tokens }: Admitted,
  replaced: VaultRecord | null,
): number {
  const longest = Date.now() + deps.config.sessions.maxMs;
  // Without a refresh token the session cannot outlive the access token.
  const noRefresh = tokens.refreshToken === null && tokens.expiresInSeconds !== null;
  const tokenEnd = noRefresh ? Date.now() + (tokens.expiresInSeconds ?? 0) * 1000 : longest;
  return Math.min(longest, tokenEnd, replaced?.absoluteEnd ?? longest);
}

async function regenerate(req: Request): Promise<void> {
  await promisify((done: Done) => req.session.regenerate(done))();
}

/** Leaves nothing that express-session could save, or set a cookie for, by itself. */
async function destroy(req: Request): Promise<void> {
  await promisify((done: Done) => req.session.destroy(done))().catch(() => null);
}

/** express-session answers 200 with a cookie even when its own save fails: save first, and see. */
async function save(req: Request): Promise<void> {
  await promisify((done: Done) => req.session.save(done))();
}

type Done = (error?: unknown) => void;
