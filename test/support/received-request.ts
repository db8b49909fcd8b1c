import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request as a backend received it. */
export class ReceivedRequest {
  private whole: Promise<Buffer> | undefined;

  constructor(readonly message: IncomingMessage) {}

  get method(): string {
    return this.message.method!;
  }

  /** Path and query as they came. */
  get target(): string {
    return this.message.url!;
  }

  get headers(): IncomingHttpHeaders {
    return this.message.headers;
  }

  /** The values of one header, line by line, in order. */
  values(name: string): string[] {
    return this.lines.filter(([own]) => own.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  }

  /** Name and value of every header line: case, order and repeats as they came. */
  get lines(): [string, string][] {
    return pairs(this.message.rawHeaders);
  }

  /** The body from its first byte to its last; may be asked for again. */
  body(): Promise<Buffer> {
    return (this.whole ??= buffer(this.message));
  }
}

/** `[name, value, name, value]` as `[[name, value], [name, value]]`. */
export function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1]] as [string, string]] : []));
}
