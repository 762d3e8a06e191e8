import { Agent, EventSource } from 'undici';
import type { LiveMessage } from '../../views/live.ts';
import type { TestVisitor } from './visitor.ts';

export interface EventWatcher {
  readonly messages: readonly LiveMessage[];
  /** How often a connection was opened. */
  connections(): number;
  /** True once the stream was refused: an EventSource does not come back from that. */
  isClosed(): boolean;
  close(): void;
}

/** A browser's EventSource, with the cookies of a visitor: connects anew when its stream breaks. */
export function watchEvents(url: string, visitor: TestVisitor): EventWatcher {
  const messages: LiveMessage[] = [];
  let opened = 0;
  const source = new EventSource(url, { node: { dispatcher: withCookies(visitor) } });
  source.addEventListener('open', () => void (opened += 1));
  source.addEventListener('message', ({ data }) => {
    // Sent by the portal under test.
    const message = JSON.parse(String(data)) as LiveMessage;
    messages.push(message);
    // What the page's own script does with the last one.
    if (message.final) source.close();
  });
  return {
    messages,
    connections: () => opened,
    isClosed: () => source.readyState === EventSource.CLOSED,
    close: () => source.close(),
  };
}

function withCookies(visitor: TestVisitor) {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return new Agent().compose((dispatch) => (options, handler) => {
    // EventSource gives its headers as an object.
    const headers = { ...(options.headers as Record<string, string>), cookie };
    return dispatch({ ...options, headers }, handler);
  });
}
