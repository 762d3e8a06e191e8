import { createBlocking } from './audit/blocking.ts';
import { createChain } from './audit/chain.ts';
import { createHoldings } from './audit/holdings.ts';
import { createInventory } from './audit/inventory.ts';
import { createOrganisations } from './audit/organisation.ts';
import { createPolicy } from './audit/policy.ts';
import { createAuditRecorder, type AuditRecorder } from './audit/record.ts';
import { createKeeping } from './audit/keeping.ts';
import { createRevocations } from './audit/revocations.ts';
import { createHeadSigner } from './audit/signing.ts';
import { createSessionRisks } from './audit/session-risks.ts';
import { createWishes } from './audit/wishes.ts';
import type { Config } from './config.ts';
import { createCatalogue } from './linode/catalogue.ts';
import { createTransport } from './linode/transport.ts';
import type { Logger } from './logger.ts';
import type { Observer } from './observer.ts';
import { LoginRefused } from './oauth/errors.ts';
import { createLinodeOAuth, type LinodeOAuth } from './oauth/linode-oauth.ts';
import { paths } from './paths.ts';
import { createProvisioning } from './provisioning/provisioning.ts';
import { createCatalogueStore } from './redis/catalogue-store.ts';
import type { RedisConnection } from './redis/connection.ts';
import { createScalewayClient } from './scaleway/client.ts';
import { createScalewayTransport } from './scaleway/transport.ts';
import { createSealer } from './redis/sealer.ts';
import { createNoteActivity } from './session/activity.ts';
import { mayStay } from './session/admission.ts';
import { createAttempts } from './session/attempts.ts';
import { createDiscard } from './session/discard.ts';
import { createEndSession, type EndSession } from './session/end.ts';
import { createIndexPages } from './session/index-pages.ts';
import { createFindLiveSession } from './session/live-session.ts';
import { createLiveClientOf } from './session/live-clients.ts';
import { createOwnSessions } from './session/own-sessions.ts';
import { createPeople } from './session/people.ts';
import { createRevokeTokens } from './session/revoke-tokens.ts';
import { createScalewayKeys } from './session/scaleway-keys.ts';
import { createFormProofs } from './session/proof.ts';
import { createSessionRegistry } from './session/registry.ts';
import { createSealing } from './session/sealing.ts';
import { createSeen } from './session/seen.ts';
import { createSessionFactsOf } from './session/session-facts.ts';
import { createSignIn } from './session/sign-in.ts';
import { createStartSession } from './session/start.ts';
import { createSweeper } from './session/sweeper.ts';
import { createVisitorOf, type ScalewayFor, type Visitor } from './session/visitor.ts';
import { createOwnTokens } from './tokens/own-tokens.ts';
import { createRefresher } from './vault/refresh.ts';
import { createVault, type Vault } from './vault/vault.ts';

export interface ServiceDeps {
  readonly config: Config;
  readonly redis: RedisConnection;
  readonly logger: Logger;
  readonly observer: Observer;
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Everything below HTTP, built once: Linode, the vault, sessions, provisioning, audit. */
export async function createServices({ config, redis, logger, observer }: ServiceDeps) {
  const chain = createChain(redis);
  const audit = createAuditRecorder({ logger, chain, observer });
  const signHead = createHeadSigner(config.auditSigningKey);
  const keeping = createKeeping({ redis, chain, sign: signHead, logger });
  const inventory = createInventory(redis, logger);
  const policy = await createPolicy(config.policyFile, config.adminUsers);
  const wishes = createWishes(redis);
  const sealer = await createSealer(config.tokenKeys);
  const vault = createVault(redis, sealer);
  const api = createTransport(config.linode.apiUrl, observer);
  const transport = api.transportFor(null);
  const redirectUri = config.baseUrl + paths.callback.pattern;
  const oauth = createLinodeOAuth({ ...config.linode, redirectUri }, { observer, logger });
  const registry = createSessionRegistry(redis, config.sessions);
  const indexPages = createIndexPages(redis, config.sessions.idleMs);
  const people = createPeople(redis);
  const attempts = createAttempts(redis, sealer);
  const revokeTokens = createRevokeTokens({ oauth, transport });
  const unclaimed = createDiscard({ vault, registry, logger, revokeTokens });
  const refresher = createRefresher({
    redis,
    vault,
    discard: unclaimed.discard,
    ...refreshing(oauth, audit, observer),
  });

  // They need each other: ending a session wakes the sweeper, and the sweeper ends what is due.
  const endSession: EndSession = createEndSession({
    vault,
    registry,
    audit,
    nudge: () => sweeper.nudge(),
  });
  const sweeper = createSweeper({ vault, registry, audit, logger, endSession, revokeTokens });

  const sealing = createSealing({ redis, vault, registry, kids: sealer.kids, logger });

  const { apiUrl } = config.scaleway;
  const scaleway = createScalewayTransport(apiUrl, observer);
  const scalewayFor: ScalewayFor = (person, openKey) =>
    createScalewayClient({ apiUrl, transport: scaleway.transportFor(person), openKey });
  const visitorOf = createVisitorOf({
    isAdmin: policy.isAdmin,
    vault,
    transportFor: (person) => api.transportFor(person),
    refresh: refresher.refresh,
    scalewayFor,
  });
  const seen = createSeen(redis, logger);
  const liveClientOf = createLiveClientOf({ vault, registry, visitorOf });

  const revocations = createRevocations({
    redis,
    audit,
    registry,
    endSession,
    liveClientOf,
    wishes,
    inventory,
  });

  return {
    audit,
    chain,
    keeping,
    signHead,
    policy,
    people,
    registry,
    wishes,
    inventory,
    organisations: createOrganisations(redis, config.linode.clientId),
    holdingsOf: createHoldings(redis, policy),
    sessionFactsOf: createSessionFactsOf(vault, seen),
    indexPages,
    sessionRisks: createSessionRisks(indexPages, policy),
    blocking: createBlocking({ audit, people, registry, endSession, policy }),
    revocations,
    afterNavigation: (visitor: Visitor) => void inventory.lookIfDue(visitor),
    attempts,
    catalogue: createCatalogue(transport, createCatalogueStore(redis)),
    provisioning: createProvisioning(redis, audit),
    proofs: createFormProofs(config.sessionSecrets),
    signIn: createSignIn({ config, oauth, attempts, people, transport, unclaimed }),
    startSession: createStartSession({ config, vault, registry, people, audit, endSession, seen }),
    endSession,
    seen,
    ownSessions: createOwnSessions({ vault, registry, seen, endSession }),
    ownTokens: createOwnTokens(redis, sealer, audit),
    scalewayKeys: createScalewayKeys({ vault, audit, scalewayFor }),
    sweeper,
    sealing,
    findLiveSession: createFindLiveSession({
      redis,
      vault,
      endSession,
      mayStay: (held) => mayStay(config.allowed, held),
    }),
    visitorOf,
    liveSessions: async () => await registry.countLive(),
    upstreams: [api.upstream, oauth.upstream, scaleway.upstream],
    noteActivity: createNoteActivity(registry, config.sessions, logger),
    async reloadPolicy(): Promise<void> {
      try {
        const { hash } = await policy.reload();
        await audit.record({ type: 'policy.loaded', hash });
      } catch (error) {
        logger.error(
          { err: error },
          'policy: the file cannot be used, the one before stays in force',
        );
      }
    },
    async close(): Promise<void> {
      const work = [refresher.drain(), revocations.drain(), keeping.stop()];
      await Promise.all([...work, sweeper.stop(), sealing.stop(), seen.close(), audit.close()]);
      await Promise.all([api.close(), scaleway.close()]);
    },
  };
}

function refreshing(oauth: LinodeOAuth, audit: AuditRecorder, observer: Observer) {
  return {
    askLinode: async (refreshToken: string) => await oauth.refresh(refreshToken),
    isRefusal: (error: unknown) => error instanceof LoginRefused,
    onRefreshed(
      { username, id }: Parameters<Vault['openAccess']>[0],
      outcome: 'refreshed' | 'refused' | 'unavailable',
    ) {
      observer.tokenRefresh(outcome);
      void audit.record({ type: 'token.refreshed', username, session: id, outcome });
    },
  };
}
