import { AsyncLocalStorage } from 'node:async_hooks';

/** What the work of a request knows of it, however deep and late. */
export interface CurrentRequest {
  readonly requestId: string;
  readonly address: string;
}

const current = new AsyncLocalStorage<CurrentRequest>();

/** Does a request's work so that whatever it leads to knows which request that was. */
export function withRequest(request: CurrentRequest, work: () => void): void {
  current.run(request, work);
}

/** Does work that a request may set off, and that is not its own. */
export function outsideRequests(work: () => void): void {
  current.exit(work);
}

/** @returns undefined for work that no request began. */
export function currentRequest(): CurrentRequest | undefined {
  return current.getStore();
}

/** The header by which another server's log can be laid beside ours; none where there is no request. */
export function requestIdHeader(): Readonly<Record<string, string>> {
  const id = currentRequest()?.requestId;
  return id === undefined ? {} : { 'x-request-id': id };
}
