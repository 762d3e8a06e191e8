import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Does a request's work so that whatever it leads to, however deep and late, knows the request's id. */
export function withRequestId(id: string, work: () => void): void {
  current.run(id, work);
}

/** @returns undefined for work that no request began. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}

/** The header by which another server's log can be laid beside ours; none where there is no request. */
export function requestIdHeader(): Readonly<Record<string, string>> {
  const id = currentRequestId();
  return id === undefined ? {} : { 'x-request-id': id };
}
