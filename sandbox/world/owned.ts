/** A thing that belongs to an account; users know it by its label. */
export type Owned = { readonly account: string; readonly id: number; readonly label: string };
