const STORE_ERRORS = new Set([
  'ReplyError',
  'MaxRetriesPerRequestError',
  'AbortError',
  'ClusterAllFailedError',
]);

/** ioredis names only some of its errors; the others are told by the words it uses for them. */
const STORE_MESSAGES = new RegExp(
  `^(${[
    'Connection is closed',
    'Command timed out',
    'Socket timeout',
    "Stream isn't writeable",
    'All sentinels are unreachable',
    'Failed to refresh slots cache',
    'None of startup nodes is available',
    'Too many Cluster redirections',
    "Cluster isn't ready",
    'connect ',
    'read ECONN',
    'write E',
  ].join('|')})`,
);

/** True for every way in which Redis fails to answer: away, slow, full, failing over. */
export function isStoreError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return STORE_ERRORS.has(error.name) || STORE_MESSAGES.test(error.message);
}
