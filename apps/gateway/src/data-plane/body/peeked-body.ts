/** So many bytes of a body are read before it is decided where it goes. */
export const PEEK_BYTES = 64 * 1024;

/** The beginning of a request's body, read ahead of time. The forwarder sends these bytes first. */
export interface PeekedBody {
  readonly chunks: readonly Buffer[];
  /** True if these bytes are the whole body; otherwise the body is longer than `PEEK_BYTES`. */
  readonly isWhole: boolean;
}
