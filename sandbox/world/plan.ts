import { readData } from '../data/read-data.ts';

type Price = { readonly hourly: number; readonly monthly: number };
type RegionPrice = Price & { readonly id: string };
type Prices = { readonly price: Price; readonly region_prices: readonly RegionPrice[] };

/** A plan as GET /linode/types shows it. */
export type Plan = Prices & {
  readonly id: string;
  readonly label: string;
  readonly class: string;
  readonly disk: number;
  readonly memory: number;
  readonly vcpus: number;
  readonly gpus: number;
  readonly transfer: number;
  readonly network_out: number;
  readonly successor: string | null;
  readonly addons: { readonly backups: Prices };
};

export const plans = readData<readonly Plan[]>('plans.json');

const plansById = new Map<unknown, Plan>(plans.map((plan) => [plan.id, plan]));

/** The plan of this id. */
export function findPlan(id: unknown): Plan | undefined {
  return plansById.get(id);
}
