/** What can go wrong with a call to Scaleway, in the words that a person reads after a zone's name. */
export const troubles = {
  'key-refused': 'refused the key',
  'not-permitted': 'denied the permission',
  'slowed-down': 'asked to wait',
  unavailable: 'did not answer',
  'not-found': 'was not found',
  failed: 'failed',
  unreadable: 'answered unreadably',
} as const;

export type Trouble = keyof typeof troubles;

/**
 * Thrown when Scaleway gave no list of servers. It carries nothing of the SDK's own error: those
 * hold answers' bodies, and one of their messages quotes the secret key.
 */
export class ScalewayFailed extends Error {
  override readonly name = 'ScalewayFailed';
  readonly trouble: Trouble;
  readonly status: number;

  /** @param status of Scaleway's answer; 0 for none */
  constructor(trouble: Trouble, status: number) {
    super(`Scaleway ${troubles[trouble]}`);
    this.trouble = trouble;
    this.status = status;
  }
}

/** Reads whatever the SDK or the network threw. */
export function toScalewayFailed(error: unknown): ScalewayFailed {
  if (error instanceof ScalewayFailed) return error;
  const status = statusIn(error);
  return new ScalewayFailed(troubleOf(status, error), status);
}

function troubleOf(status: number, error: unknown): Trouble {
  if (status === 401 || typeIn(error) === 'denied_authentication') return 'key-refused';
  if (status === 403) return 'not-permitted';
  if (status === 404) return 'not-found';
  if (status === 429) return 'slowed-down';
  if (status === 408 || status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 500 ? 'failed' : 'unreadable';
}

function statusIn(error: unknown): number {
  const has = typeof error === 'object' && error !== null && 'status' in error;
  return has && typeof error.status === 'number' ? error.status : 0;
}

/** The `type` in the body that the SDK keeps on its errors. */
function typeIn(error: unknown): unknown {
  const body = typeof error === 'object' && error !== null && 'body' in error ? error.body : null;
  return typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
}
