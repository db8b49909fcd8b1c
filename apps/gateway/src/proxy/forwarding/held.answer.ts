import { type MaybePromise } from '../../ports/maybe-promise';
import { type Backend } from '../../upstream/backend';
import { type ResponseHead } from '../../upstream/response.head';
import { type Exchange } from '../exchange';
import { copyOf } from './client.answer';

/** Of a longer answer no more is read until it is known what becomes of it. */
const MOST_BYTES = 64 * 1024;

/** An answer of which it is not yet known whether the client gets it: what has come of it is kept, within bounds. */
export class HeldAnswer {
  readonly pieces: Buffer[] = [];
  /** Whether all of it has come. */
  ended = false;
  trailers: readonly string[] | undefined;
  private bytes = 0;

  constructor(readonly head: ResponseHead) {}

  /** Keeps `buffer[start, end)`; false when that is enough for now. */
  keep(buffer: Buffer, start: number, end: number): boolean {
    this.pieces.push(copyOf(buffer, start, end));
    this.bytes += end - start;
    return this.bytes < MOST_BYTES;
  }

  end(trailers: readonly string[] | undefined): void {
    this.ended = true;
    this.trailers = trailers;
  }
}

/** Whether the client is not to have this answer of the backend, since another one is to give one. */
export function reviewed(
  { outcomeListener }: Exchange,
  backend: Backend,
  head: ResponseHead,
): MaybePromise<boolean> {
  if (outcomeListener === undefined) return false;
  try {
    return outcomeListener.review(backend, head);
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
