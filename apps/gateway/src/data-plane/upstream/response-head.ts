/** How the end of a body is found (RFC 9112 §6.3). */
export type BodyFraming = 'none' | 'length' | 'chunked' | 'until-close';

/** The head of a backend's answer, without the fields that concern only the connection it came by. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** End-to-end fields as name, value, name, value: case, order and repeats as the backend sent them. */
  readonly headers: string[];
  readonly framing: BodyFraming;
  /** Bytes of the body when `framing` is `length`. */
  readonly contentLength: number;
  /** True if the connection may carry another request afterwards. */
  readonly keepAlive: boolean;
  /** True if it asks the client to authenticate its connection (NTLM, Negotiate). */
  readonly authenticatesConnection: boolean;
  /** The protocol in `Upgrade` that the backend offers, requests or has switched to. */
  readonly upgrade: string | undefined;
  /** True if the body is a stream of events, which may be silent for long. */
  readonly isEventStream: boolean;
  /** Seconds the backend says it keeps the connection when idle (`Keep-Alive: timeout=`). */
  readonly keepAliveTimeout: number | undefined;
}
