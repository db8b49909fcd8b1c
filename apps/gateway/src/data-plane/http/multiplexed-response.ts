import { type ServerResponse } from 'node:http';

/** A response that shares its connection with others (HTTP/2): what HTTP/1.1 does with the socket it does by itself. */
export interface MultiplexedResponse extends ServerResponse {
  /** True if the client can still be sent something. */
  readonly canReceive: boolean;
  /** Sends an interim answer (1xx); `fields` as name, value, name, value. */
  sendInterim(status: number, fields: readonly string[]): void;
  /** Ends it so that it does not look whole, and no other. */
  breakOff(): void;
}

export function isMultiplexed(response: ServerResponse): response is MultiplexedResponse {
  return 'sendInterim' in response;
}
