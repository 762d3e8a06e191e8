import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { World } from './world.ts';

type PaymentMethod = {
  readonly account: string;
  readonly id: number;
  readonly type: 'credit_card' | 'google_pay' | 'paypal';
  readonly isDefault: boolean;
  readonly daysOld: number;
  readonly data: Readonly<Record<string, string>>;
};

const methods = readData<readonly PaymentMethod[]>('payment-methods.json');

/** How an account pays, as GET /account/payment-methods shows it. */
export function paymentMethodsOf({ startedAt }: World, payer: string) {
  return methods
    .filter(({ account }) => account === payer)
    .map(({ id, type, isDefault, daysOld, data }) => ({
      id,
      type,
      is_default: isDefault,
      data,
      created: daysBefore(startedAt, daysOld),
    }));
}
