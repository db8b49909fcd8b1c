import { type MaybePromise } from '../../platform/maybe-promise';
import { type BodyPeek } from '../body/body-peek';
import { type Exchange } from '../exchange/exchange';
import { type AdmissionStep } from './admission-step';

/** Lets a request with a body go on once the body, or its beginning, is there: until then no backend waits for its client. */
export class BufferedBody implements AdmissionStep {
  constructor(private readonly bodies: BodyPeek) {}

  /** @throws what `BodyPeek` throws, by rejection. */
  check(exchange: Exchange): MaybePromise<void> {
    return exchange.head.hasBody ? this.read(exchange) : undefined;
  }

  private async read(exchange: Exchange): Promise<void> {
    await this.bodies.peek(exchange);
  }
}
