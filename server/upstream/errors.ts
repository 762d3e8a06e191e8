import type { NotSentReason } from '../observer.ts';

/** Thrown for a call that never left: whatever it was to do was certainly not done. */
export class NotSent extends Error {
  override readonly name: string = 'NotSent';
  readonly reason: NotSentReason;
  /** When asking again makes sense. */
  readonly retryAfterSeconds: number;

  constructor(reason: NotSentReason, retryAfterMs: number) {
    super(`not sent: ${reason}`);
    this.reason = reason;
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  }
}

/** Thrown for a call that its host has asked to wait with, by an answer of this status. */
export class ToldToWait extends NotSent {
  override readonly name = 'ToldToWait';
  readonly status: number;

  constructor(status: number, leftMs: number) {
    super('told-to-wait', leftMs);
    this.status = status;
  }
}

/** Thrown for an answer that is longer than any that is expected; how long, nobody waits to see. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}
