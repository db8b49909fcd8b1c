/** So many bytes of a body are read before it is decided where it goes. */
export const PEEK_BYTES = 64 * 1024;

/** The beginning of a request's body, read ahead of time: whoever forwards the body begins with these bytes. */
export interface PeekedBody {
  readonly chunks: readonly Buffer[];
  /** Whether that is all of it; otherwise it is longer than `PEEK_BYTES`. */
  readonly isWhole: boolean;
}
