import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Answer, Received } from './answer.ts';

type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Runs a node listener on a request already read and keeps its answer in memory. */
export function replay(listener: Listener, received: Received): Promise<Answer> {
  const req = replayedRequest(received);
  return new Promise((resolve, reject) => {
    listener(req, new CapturedResponse(req, resolve)).catch(reject);
  });
}

/** The request as node would have handed it over, its body unread. */
function replayedRequest(received: Received): IncomingMessage {
  const req = new IncomingMessage(new Socket());
  req.method = received.method;
  req.url = received.url;
  req.headers = { ...received.headers, 'content-length': String(received.body.length) };
  delete req.headers['transfer-encoding'];
  req.push(received.body);
  req.push(null);
  return req;
}

class CapturedResponse extends ServerResponse {
  readonly #chunks: Buffer[] = [];
  readonly #done: (answer: Answer) => void;

  constructor(req: IncomingMessage, done: (answer: Answer) => void) {
    super(req);
    this.#done = done;
  }

  override write(chunk: unknown): boolean {
    this.#keep(chunk);
    return true;
  }

  override end(chunk?: unknown): this {
    this.#keep(chunk);
    const body = Buffer.concat(this.#chunks).toString();
    this.#done({ status: this.statusCode, headers: { ...this.getHeaders() }, body });
    return super.end();
  }

  #keep(chunk: unknown): void {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
      this.#chunks.push(Buffer.from(chunk));
    }
  }
}
