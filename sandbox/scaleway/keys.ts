/** The organisations behind the demo keys: what each of them owns is its own. */
export type Organisation = 'harbour' | 'breakwater';

/** A secret key that the stand-in knows. */
type Key = {
  readonly secretKey: string;
  readonly organisation: Organisation;
  readonly mayListServers: boolean;
};

/** Demo keys, of the form that Scaleway gives out. They open nothing but this sandbox. */
export const scalewayKeys: readonly Key[] = [
  {
    secretKey: '7f1c9a52-3b0e-4d6f-8a27-5e0d14c9b6a3',
    organisation: 'harbour',
    mayListServers: true,
  },
  {
    secretKey: 'c0a5e1d4-92b7-4f38-b1ce-6d7f20a89e15',
    organisation: 'breakwater',
    mayListServers: true,
  },
  {
    secretKey: '19be7f30-5c46-4a8d-93f1-e2b04d7a6c58',
    organisation: 'harbour',
    mayListServers: false,
  },
];

export function findKey(token: unknown): Key | undefined {
  return scalewayKeys.find(({ secretKey }) => secretKey === token);
}
