/**
 * The names of everything in Redis. A `{tag}` keeps the keys that one script touches in one slot
 * of a cluster; keys of different tags are only ever used by separate commands.
 */
export const keys = {
  session: (sidHash: string) => `session:${sidHash}`,
  attempt: (id: string) => `attempt:${id}`,
  vault: (id: string) => `vault:{${id}}`,
  vaultLock: (id: string) => `vault:{${id}}:lock`,
  sessions: 'sessions',
  sessionsOf: (username: string) => `sessions:${username.toLowerCase()}`,
  /** Sessions that began at an address their person had not used before. No username has braces. */
  sessionsFromNewAddress: 'sessions:{new-address}',
  addressesOf: (username: string) => `addresses:${username.toLowerCase()}`,
  /** How many vaults lie under which key, and when they are to be counted again. */
  sealing: 'sealing',
  epoch: (username: string) => `epoch:${username.toLowerCase()}`,
  uid: (username: string) => `uid:${username.toLowerCase()}`,
  blocked: (username: string) => `blocked:${username.toLowerCase()}`,
  seen: (vaultId: string) => `seen:${vaultId}`,
  audit: 'audit',
  auditAnchor: 'audit:anchor',
  inventory: (username: string) => `inventory:${username.toLowerCase()}`,
  inventoryLease: (username: string) => `inventory:${username.toLowerCase()}:lease`,
  inventoryHistory: (username: string) => `inventory:${username.toLowerCase()}:history`,
  /** Whose inventory changed when: usernames scored by the number of their last change. */
  inventories: 'inventories',
  /** The newest differences of everybody's inventories. */
  inventoryChanges: 'inventories:changes',
  /** What an admin's token told of an account: people, token events, OAuth clients. */
  organisation: (account: string) => `organisation:${account}`,
  /** How the revocation of an ended session's tokens came out at Linode. */
  revoked: (vaultId: string) => `revoked:${vaultId}`,
  revocation: (id: string) => `revocation:{${id}}`,
  revocations: 'revocations',
  /** What an admin asks a person to revoke by themselves. */
  wishes: (username: string) => `wishes:${username.toLowerCase()}`,
  /** A typed form that waits, for one username. */
  draft: (id: string) => `draft:{${id}}`,
  reveal: (id: string) => `reveal:{${id}}`,
  request: (id: string) => `request:{${id}}`,
  /** Ids of what a person has drafted lately, and has not sent. */
  draftsOf: (username: string) => `drafts:${username.toLowerCase()}`,
  requestsOf: (username: string) => `requests:${username.toLowerCase()}`,
  /** `base` is a request's or a Linode's own key: its poller's lease and its latest word. */
  watch: (base: string) => `${base}:watch`,
  /** Public lists of Linode, by their path. */
  cache: (path: string) => `cache:${path}`,
  /** Who fetches such a list just now, for all replicas. */
  cacheClaim: (path: string) => `cache:${path}:claim`,
  linode: (id: number) => `linode:{${id}}`,
  madeBy: (linodeId: number) => `linode:{${linodeId}}:request`,
} as const;
