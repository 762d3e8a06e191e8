import { readData } from '../data/read-data.ts';

/** One customer of Linode. */
export type Account = {
  readonly name: string;
  readonly euuid: string;
  readonly company: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly city: string;
  readonly country: string;
  readonly address_1: string;
  readonly zip: string;
};

/** All accounts. */
export function readAccounts(): readonly Account[] {
  return readData<readonly Account[]>('accounts.json');
}
