import { TestVisitor, type Answer } from './visitor.ts';

/** A visitor who writes down every byte that the portal answered, headers included. */
export class RecordingVisitor extends TestVisitor {
  readonly heads: string[] = [];
  readonly bodies: string[] = [];
  /** Every value that a cookie ever had here, by the cookie's name. */
  readonly cookieValues: { readonly name: string; readonly value: string }[] = [];

  override async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#noted(await super.get(path, headers));
  }

  override async post(
    path: string,
    fields: Record<string, string | readonly string[]>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#noted(await super.post(path, fields, headers));
  }

  #noted(answer: Answer): Answer {
    this.heads.push(JSON.stringify([answer.status, ...answer.headers]));
    this.bodies.push(answer.text);
    for (const [name, value] of this.cookies) this.cookieValues.push({ name, value });
    return answer;
  }
}
