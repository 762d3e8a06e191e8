import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { World } from './world.ts';

type ChildAccount = Readonly<
  Record<
    | 'account'
    | 'euuid'
    | 'company'
    | 'email'
    | 'first_name'
    | 'last_name'
    | 'address_1'
    | 'city'
    | 'zip'
    | 'country'
    | 'phone',
    string
  >
> &
  Readonly<Record<'daysOld' | 'balance' | 'uninvoiced', number>>;

const children = readData<readonly ChildAccount[]>('child-accounts.json');

/** The accounts below an account, as GET /account/child-accounts shows them. */
export function childAccountsOf({ startedAt }: World, parent: string) {
  return children
    .filter(({ account }) => account === parent)
    .map(({ account: _account, daysOld, uninvoiced, ...child }) => ({
      ...child,
      address_2: '',
      state: '',
      tax_id: '',
      balance_uninvoiced: uninvoiced,
      billing_source: 'external',
      capabilities: ['Linodes', 'NodeBalancers', 'Block Storage', 'Object Storage'],
      credit_card: { expiry: '11/2028', last_four: '1881' },
      active_since: daysBefore(startedAt, daysOld),
    }));
}
