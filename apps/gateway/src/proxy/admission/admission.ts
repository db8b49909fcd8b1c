import { Injectable } from '@nestjs/common';
import { BodyTooLargeError } from '../../errors/client.errors';
import { type Exchange } from '../exchange';

/** Decides whether a client may do what it asks for, before anybody is bothered with it. */
@Injectable()
export class Admission {
  /** Bytes of a request's body; 0 sets no limit. Set from the configuration. */
  bodyBytes = 0;

  /** @throws BodyTooLargeError for a body that is announced to be too large; one that is not is counted as it comes. */
  check(exchange: Exchange): void {
    if (this.bodyBytes > 0 && exchange.head.contentLength > this.bodyBytes) {
      throw new BodyTooLargeError(this.bodyBytes);
    }
  }
}
