import { BadRequestError, BodyTooLargeError } from '../../errors/client.errors';
import { findInBody, isJson, pointerSteps } from '../../body/json-body';
import { PEEK_BYTES } from '../../body/peeked-body';
import { type Exchange } from '../../exchange/exchange';
import { headerValue } from '../../http/request-values';
import { KeySource } from './key.source';

/** The treatment of a request whose body the gateway cannot read, because it is too large or encoded. */
export type BodyTooLarge = 'balance' | 'reject';

/** The key is a value in a JSON body, of which the beginning must have been read. */
export class BodySource extends KeySource {
  readonly names: readonly string[];
  override readonly needsBody = true;
  private readonly steps: readonly string[];

  constructor(
    pointer: string,
    private readonly tooLarge: BodyTooLarge,
  ) {
    super();
    this.steps = pointerSteps(pointer);
    this.names = [this.steps[this.steps.length - 1]];
  }

  /**
   * @throws BadRequestError for a body that two readers may read in different ways: the backend could find another
   *   resource in it; BodyTooLargeError where the rule says so.
   */
  read({ peeked, request }: Exchange): string | undefined {
    if (peeked === undefined || !isJson(headerValue(request.rawHeaders, 'content-type'))) return undefined;
    if (isEncoded(request.rawHeaders)) {
      if (this.tooLarge === 'reject')
        throw new BadRequestError('The body is encoded, so it cannot be routed by.');
      return undefined;
    }
    if (!peeked.isWhole) {
      if (this.tooLarge === 'reject') throw new BodyTooLargeError(PEEK_BYTES);
      return undefined;
    }
    const finding = findInBody(Buffer.concat(peeked.chunks), this.steps);
    if (finding.kind === 'refused')
      throw new BadRequestError(`The body cannot be routed by. ${finding.reason}`);
    return finding.kind === 'value' ? finding.text : undefined;
  }
}

/** True if the body would have to be decoded first. A few encoded bytes can decode to any number of bytes. */
function isEncoded(rawHeaders: readonly string[]): boolean {
  const coding = headerValue(rawHeaders, 'content-encoding');
  return coding !== undefined && coding.toLowerCase() !== 'identity';
}
