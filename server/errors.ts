/**
 * The error vocabulary. Pages and the layers below throw these nouns;
 * `http/error-handler.ts` alone turns them into status codes and pages.
 */
export abstract class PortalError extends Error {}

/** Thrown when a page needs a session and the request has none. */
export class SignInRequired extends PortalError {
  override readonly name = 'SignInRequired';
}

/** Thrown when a request cannot be taken: a shape no form or link of ours produces. */
export class BadRequest extends PortalError {
  override readonly name = 'BadRequest';
}

/** Thrown when a form's body is of another content type than a form's. */
export class UnsupportedMediaType extends PortalError {
  override readonly name = 'UnsupportedMediaType';
}

/** Thrown when more was sent than any form of ours holds. */
export class TooLarge extends PortalError {
  override readonly name = 'TooLarge';
}

/** Thrown when an unsafe request lacks proof that it came from our own form. */
export class Forbidden extends PortalError {
  override readonly name = 'Forbidden';
}

/** Thrown when a page is for administrators and its visitor is none. */
export class AdminsOnly extends PortalError {
  override readonly name = 'AdminsOnly';
}

/** Thrown when there is no such page or thing, or none this visitor may see. */
export class NotFound extends PortalError {
  override readonly name = 'NotFound';
}

/** Thrown when somebody asks more often than the portal allows. */
export class TooManyRequests extends PortalError {
  override readonly name = 'TooManyRequests';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too many requests');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Thrown when a form came to nothing before anything was sent to Linode, for the reason in `cause`.
 * What was typed is kept, at `path`.
 */
export class KeptForLater extends PortalError {
  override readonly name = 'KeptForLater';
  readonly path: string;

  constructor(path: string, cause: Error) {
    super('nothing was sent', { cause });
    this.path = path;
  }
}
