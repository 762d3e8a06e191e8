import { Router } from 'express';
import type { DeviceRow } from '../../views/components/device-table.ts';
import type { LoginRow } from '../../views/components/login-table.ts';
import type { SessionRow } from '../../views/components/session-table.ts';
import { mePage } from '../../views/me.ts';
import { sendPage } from '../http/answer.ts';
import { asksForData, sendListData } from '../http/list-data.ts';
import { toProblem } from '../http/problem.ts';
import { listApps } from '../linode/apps.ts';
import { listDevices, type TrustedDevice } from '../linode/devices.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { listOwnLogins, type Login } from '../linode/logins.ts';
import { listTokens } from '../linode/tokens.ts';
import { paths } from '../paths.ts';
import type { OwnSession } from '../session/own-sessions.ts';
import { browserInWords } from './browser-words.ts';
import { toExpiry } from './expiry-words.ts';
import { rowContextOf, toAppRows, toTokenRows } from './me-rows.ts';
import { myAccessTable } from './me-table.ts';
import type { PageDeps } from './page-deps.ts';
import { keyOf } from './scaleway.ts';
import { accessOf } from './session-access.ts';

const SHOWN_LOGINS = 20;

/** `/me`: what acts in one's name. Each list is asked for at once, and fails by itself. */
export function mePages(deps: PageDeps): Router {
  const { guards, limits, chromeOf, proofs, ownSessions } = deps;
  const router = Router();
  router.get(
    paths.me.pattern,
    limits.exports,
    guards.signedIn(async (req, res, visitor) => {
      if (asksForData(req)) return sendListData(req, res, await myAccessTable(deps, visitor));
      const { linode } = visitor;
      const [context, sessions, tokens, apps, devices, logins] = await Promise.all([
        rowContextOf(deps, visitor),
        ownSessions.listOf(visitor),
        listTokens(linode).catch(toPanelProblem),
        listApps(linode).catch(toPanelProblem),
        listDevices(linode).catch(toPanelProblem),
        listOwnLogins(linode).catch(toPanelProblem),
      ]);
      const page = mePage(chromeOf(req, res), {
        access: accessOf(visitor),
        sessions: sessions.map(toSessionRow),
        proofs: {
          endOne: proofs.make(visitor, paths.endSession.pattern),
          endOthers: proofs.make(visitor, paths.endOtherSessions.pattern),
        },
        tokens: 'problem' in tokens ? tokens : toTokenRows(tokens, context),
        apps: 'problem' in apps ? apps : toAppRows(apps, context),
        devices: 'problem' in devices ? devices : devices.map(toDeviceRow),
        scaleway: keyOf(deps, visitor),
        logins: 'problem' in logins ? logins : logins.slice(0, SHOWN_LOGINS).map(toLoginRow),
        loginCount: 'problem' in logins ? 0 : logins.length,
      });
      sendPage(res, page);
    }),
  );
  return router;
}

/** One panel's trouble is told in its place; a dead token is everybody's. */
export function toPanelProblem(error: unknown): { problem: string } {
  if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
  return { problem: toProblem(error).text };
}

function toSessionRow({ id, startedAt, lastUse, isThis }: OwnSession): SessionRow {
  return {
    id,
    browser: browserInWords(lastUse?.agent ?? ''),
    startedAt: new Date(startedAt).toISOString(),
    lastUsedAt: lastUse === null ? '' : new Date(lastUse.lastUsedAt).toISOString(),
    lastAction: lastUse?.lastAction ?? '',
    address: lastUse?.address ?? '',
    isThis,
  };
}

function toDeviceRow(device: TrustedDevice): DeviceRow {
  return {
    browser: browserInWords(device.user_agent),
    address: device.last_remote_addr,
    lastUsedAt: device.last_authenticated,
    createdAt: device.created,
    expiry: toExpiry(device.expiry, 0),
  };
}

function toLoginRow({ datetime, ip, status }: Login): LoginRow {
  return { at: datetime, address: ip, outcome: outcomes.get(status) ?? 'Not reported by Linode' };
}

const outcomes: ReadonlyMap<string, LoginRow['outcome']> = new Map([
  ['successful', 'Successful'],
  ['failed', 'Failed'],
]);
