import { ProxyError } from './proxy.error';

/** The fault of one value of a request: its place, a text for people, a code for programs. */
export interface FieldError {
  readonly loc: readonly string[];
  readonly msg: string;
  readonly type: string;
}

/** The body is of a kind that the route does not take (RFC 9110 §15.5.16). */
export class UnsupportedMediaTypeError extends ProxyError {
  readonly code = 'unsupported_media_type';
  readonly status = 415;
  readonly phase = 'admission';
  override readonly headers: readonly string[];

  constructor(detail: string, accepted: readonly string[]) {
    super(detail);
    this.headers = accepted.length === 0 ? [] : ['Accept', accepted.join(', ')];
  }
}

/** The document that describes the backend knows no such path. */
export class UndocumentedPathError extends ProxyError {
  readonly code = 'undocumented_path';
  readonly status = 404;
  readonly phase = 'admission';

  constructor() {
    super('There is nothing at this address.');
  }
}

/** The request is HTTP, but not what the route asks for (RFC 9110 §15.5.21); `errors` names each value that is wrong. */
export class InvalidRequestError extends ProxyError {
  readonly code = 'invalid_request';
  readonly status = 422;
  readonly phase = 'admission';

  constructor(override readonly errors: readonly FieldError[]) {
    super('The request does not meet the requirements of this route.');
  }
}
