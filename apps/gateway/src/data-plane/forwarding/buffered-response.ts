import { type MaybePromise, whenReady } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type ResponseHead } from '../upstream/response-head';
import { type Exchange } from '../exchange/exchange';
import { type ClientResponse, copyOf } from './client-response';

/** Of a longer response no more is read until it is known what becomes of it. */
const MAX_BYTES = 64 * 1024;

/** Receives the verdict on a response that is held back. */
export interface ResponseReviewer {
  onReviewed(held: BufferedResponse, isUnwanted: boolean): void;
  /** It could not be found out, or what followed from it went wrong. */
  onReviewFailed(held: BufferedResponse, error: unknown): void;
}

/** A response of which it is not yet known whether the client gets it: what has come of it is kept, within bounds. */
export class BufferedResponse {
  /** True if all of it has come. */
  ended = false;
  trailers: readonly string[] | undefined;
  private readonly pieces: Buffer[] = [];
  private bytes = 0;

  constructor(readonly head: ResponseHead) {}

  /**
   * Calls the holder only after all bytes that came with the head are kept, so that a short response costs no
   * connection.
   */
  awaitReview(unwanted: MaybePromise<boolean>, holder: ResponseReviewer): void {
    Promise.resolve(unwanted)
      .then((isUnwanted) => holder.onReviewed(this, isUnwanted))
      .catch((error: unknown) => holder.onReviewFailed(this, error));
  }

  /** Gives the client what is kept. */
  passTo(response: ClientResponse): void {
    for (const piece of this.pieces) response.writeHeld(piece);
  }

  /** Keeps `buffer[start, end)`; false when that is enough for now. */
  keep(buffer: Buffer, start: number, end: number): boolean {
    this.pieces.push(copyOf(buffer, start, end));
    this.bytes += end - start;
    return this.bytes < MAX_BYTES;
  }

  end(trailers: readonly string[] | undefined): void {
    this.ended = true;
    this.trailers = trailers;
  }
}

/**
 * True if the request goes to another backend than the one that sent this response, or there again under another epoch. The
 * client does not get this response then.
 */
export function reviewResponse(
  exchange: Exchange,
  backend: Backend,
  head: ResponseHead,
): MaybePromise<boolean> {
  const { tracker, epoch } = exchange.placement;
  if (tracker === undefined) return false;
  try {
    const placement = tracker.onResponseHead(backend, head);
    if (placement === undefined) return false;
    return whenReady(placement, (next) => {
      if (next === undefined) return false;
      exchange.place(next);
      return next.owner !== backend || next.epoch !== epoch;
    });
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
