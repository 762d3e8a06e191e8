import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { World } from './world.ts';

/** A beta program of Linode. */
type Beta = {
  readonly id: string;
  readonly label: string;
  readonly description: string | null;
  readonly greenlight: boolean;
  readonly daysOld: number;
  readonly endedDaysAgo?: number;
  /** The accounts that take part. */
  readonly enrolled: readonly string[];
};

const betas = readData<readonly Beta[]>('betas.json');

/** The beta programs as GET /betas shows them. */
export function listBetas(world: World) {
  return betas.map((beta) => ({
    ...toCommon(beta, world),
    greenlight_only: beta.greenlight,
    more_info: beta.greenlight ? 'https://www.linode.example/green-light/' : null,
  }));
}

/** The beta programs that an account takes part in, as GET /account/betas shows them. */
export function betasOf(world: World, account: string) {
  return betas
    .filter(({ enrolled }) => enrolled.includes(account))
    .map((beta) => ({
      ...toCommon(beta, world),
      enrolled: daysBefore(world.startedAt, beta.daysOld - 10),
    }));
}

function toCommon({ id, label, description, daysOld, endedDaysAgo }: Beta, { startedAt }: World) {
  const ended = endedDaysAgo === undefined ? null : daysBefore(startedAt, endedDaysAgo);
  return { id, label, description, started: daysBefore(startedAt, daysOld), ended };
}
