import type { Inventory } from '../audit/inventory.ts';
import type { AuditRecorder } from '../audit/record.ts';
import type { Config } from '../config.ts';
import type { ChromeOf } from '../http/chrome.ts';
import type { Cookies } from '../http/cookies.ts';
import type { FindVisitor } from '../http/current-visitor.ts';
import type { EventStreams } from '../http/event-stream.ts';
import type { Flash } from '../http/flash.ts';
import type { Guards } from '../http/guards.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Catalogue } from '../linode/catalogue.ts';
import type { Logger } from '../logger.ts';
import type { Provisioning } from '../provisioning/provisioning.ts';
import type { Attempts } from '../session/attempts.ts';
import type { EndSession } from '../session/end.ts';
import type { FormProofs } from '../session/proof.ts';
import type { SignIn } from '../session/sign-in.ts';
import type { StartSession } from '../session/start.ts';
import type { Sweeper } from '../session/sweeper.ts';
import type { CreateRefusalOf } from './create-right.ts';

/** The long-lived things that pages work with, built once in `app.ts`. */
export interface PageDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly audit: AuditRecorder;
  readonly inventory: Inventory;
  readonly guards: Guards;
  readonly limits: RateLimits;
  readonly chromeOf: ChromeOf;
  readonly cookies: Cookies;
  readonly flash: Flash;
  readonly proofs: FormProofs;
  readonly attempts: Attempts;
  readonly signIn: SignIn;
  readonly startSession: StartSession;
  readonly endSession: EndSession;
  readonly sweeper: Sweeper;
  readonly catalogue: Catalogue;
  readonly provisioning: Provisioning;
  readonly createRefusalOf: CreateRefusalOf;
  readonly streams: EventStreams;
  readonly findVisitor: FindVisitor;
}
