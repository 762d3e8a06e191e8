import type { Server } from 'node:http';
import compression from 'compression';
import express, { type Express } from 'express';
import type { Config } from './config.ts';
import { NotFound } from './errors.ts';
import { createForgetSecretPages } from './http/after-secret.ts';
import { createAssets } from './assets.ts';
import { createBounce } from './http/bounce.ts';
import { createChromeOf, createPlainChromeOf } from './http/chrome.ts';
import { createCookies } from './http/cookies.ts';
import { createDrain, type DrainLimits } from './http/drain.ts';
import { createFindVisitor } from './http/current-visitor.ts';
import { createErrorHandler } from './http/error-handler.ts';
import { createEventStreams } from './http/event-stream.ts';
import {
  allowMethods,
  createRequireSameOrigin,
  refuseEmbedding,
  refuseRepeatedParameters,
} from './http/fetch-metadata.ts';
import { createFlash } from './http/flash.ts';
import { parseForms } from './http/form.ts';
import { createGuards } from './http/guards.ts';
import { createSecurityHeaders } from './http/headers.ts';
import { createHealth, createIsReady } from './http/health.ts';
import { createMetricsPage, createRequestTimer } from './http/metrics.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { createRequestLog, identifyRequest } from './http/request-context.ts';
import { requireOwnTarget } from './http/request-target.ts';
import type { Logger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { createCreateRefusalOf } from './pages/create-right.ts';
import { cspReports } from './pages/csp-report.ts';
import { createPages } from './pages/index.ts';
import type { RedisConnection } from './redis/connection.ts';
import { createServices } from './services.ts';
import {
  createResignCookie,
  createSessionMiddleware,
  createSignedSidOf,
  sessionCookieName,
} from './session/store.ts';

export interface AppDeps {
  readonly config: Config;
  readonly redis: RedisConnection;
  readonly logger: Logger;
}

export interface PortalApp {
  readonly app: Express;
  /** Begins the work that belongs to no request: ending what is due, revoking what has ended. */
  start(): void;
  /** Reads the policy file anew; one that cannot be used changes nothing. */
  reloadPolicy(): Promise<void>;
  /** Answers who has asked, ends open streams, and closes the server. */
  drain(server: Server, limits?: DrainLimits): Promise<void>;
  /** Finishes what is under way below HTTP, and writes what waits to be written. */
  close(): Promise<void>;
}

/** The life of a request, in order. */
export async function createApp(deps: AppDeps): Promise<PortalApp> {
  const { config, redis, logger } = deps;
  const metrics = createMetrics();
  const services = await createServices({ ...deps, observer: metrics.observer });
  const cookies = createCookies(config.secure);
  const flash = createFlash(cookies, config.sessionSecrets);
  const assets = createAssets();
  const limits = createRateLimits(redis, createSignedSidOf(config));
  const streams = createEventStreams(logger);
  const drain = createDrain();
  const isReady = createIsReady(redis);
  if (config.metricsToken !== undefined)
    metrics.show({ ...services, isReady, openStreams: streams.count });
  const frame = { ...services, cookies, flash, assetVersion: assets.version };
  const chromeOf = createChromeOf(frame);
  const resignCookie = createResignCookie(config);
  const findVisitor = createFindVisitor({ ...services, resignCookie });
  const guards = createGuards({ ...services, findVisitor, chromeOf });
  const createRefusalOf = createCreateRefusalOf();
  const pageDeps = { ...services, config, logger, cookies, flash, limits, streams };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  // How browsers come is what BASE_URL says, not what the last proxy does or does not: express-session
  // leaves its cookie out, without a word, where it takes a request for plain http.
  Object.defineProperty(app.request, 'secure', { value: config.secure });

  app.use(drain.watch);
  app.use(identifyRequest);
  app.use(createRequestTimer(metrics));
  app.use(createRequestLog(logger));
  app.use(createSecurityHeaders(config));
  app.use(allowMethods);
  app.use(createHealth({ isReady, isDraining: drain.isDraining }));
  app.use(createMetricsPage(metrics, config.metricsToken));
  app.use(compression());
  app.use(assets.router);
  app.use(limits.ordinary);
  app.use(requireOwnTarget);
  app.use(cspReports(logger));
  app.use(refuseEmbedding);
  app.use(refuseRepeatedParameters);
  app.use(createRequireSameOrigin(config.baseUrl));
  app.use(createBounce(sessionCookieName(config.secure)));
  app.use(createForgetSecretPages(cookies));
  app.use(createSessionMiddleware(config, redis));
  app.use(limits.forms);
  app.use(parseForms);
  app.use(createPages({ ...pageDeps, guards, chromeOf, findVisitor, createRefusalOf }));
  app.use((_req, _res, next) => next(new NotFound()));
  const onError = { ...services, chromeOf: createPlainChromeOf(frame), findVisitor, flash, logger };
  app.use(createErrorHandler(onError));

  return {
    app,
    start() {
      services.sweeper.start();
      services.seen.start();
      services.keeping.start();
      services.sealing.start();
    },
    reloadPolicy: async () => await services.reloadPolicy(),
    async drain(server, limits) {
      streams.closeAll();
      await drain.drain(server, limits);
    },
    close: async () => await services.close(),
  };
}
