import { createHash } from 'node:crypto';
import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { Linked } from './linked-linode.ts';
import type { World } from './world.ts';

type Transfer = Linked & {
  readonly status: 'accepted' | 'canceled' | 'completed' | 'failed' | 'pending' | 'stale';
  readonly isSender: boolean;
  readonly daysOld: number;
};

const transfers = readData<readonly Transfer[]>('transfers.json');

/** What an account hands over or was given, as GET /account/service-transfers shows it. */
export function transfersOf(world: World, account: string, now: number) {
  const { startedAt } = world;
  return transfers
    .filter((transfer) => transfer.account === account)
    .map((transfer) => ({
      token: tokenOf(transfer),
      status: transfer.status,
      is_sender: transfer.isSender,
      entities: { linodes: linkedLinodes(world, transfer, now).map(({ id }) => id) },
      created: daysBefore(startedAt, transfer.daysOld),
      updated: daysBefore(startedAt, transfer.daysOld - 0.1),
      expiry: daysBefore(startedAt, transfer.daysOld - 1),
    }));
}

/** Whoever has it can accept the transfer: a secret, even here. */
function tokenOf({ account, daysOld }: Transfer): string {
  const hex = createHash('sha1').update(`sandbox transfer ${account} ${daysOld}`).digest('hex');
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ];
  return [a, b, c, d, e].join('-').toUpperCase();
}
