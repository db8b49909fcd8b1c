import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { endToEnd, endToEndTrailers, type Reading } from './reading';

/** As long as the gateway takes: Node's own limit is 16 KiB. */
const MAX_HEAD_BYTES = 64 * 1024;

/** The reading of Node's client for these pieces and a FIN. */
export async function nodeReading(method: string, pieces: readonly Buffer[]): Promise<Reading> {
  const connection = new PiecesOnly();
  const asking = request({
    method,
    createConnection: () => connection,
    maxHeaderSize: MAX_HEAD_BYTES,
  });
  const observed = new Observed(asking);
  asking.end();
  await nextTurn();
  for (const piece of pieces) connection.push(piece);
  connection.push(null);
  await nextTurn();
  connection.destroy();
  if (!connection.closed) await once(connection, 'close');
  await nextTurn();
  return observed.reading();
}

/** A connection that has only one end. */
class PiecesOnly extends Duplex {
  override _read(): void {}

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** Everything that a request of Node's tells. */
class Observed {
  private readonly informations: number[] = [];
  private response: IncomingMessage | undefined;
  private body = '';
  private error: NodeJS.ErrnoException | undefined;

  constructor(asking: ClientRequest) {
    asking.on('information', ({ statusCode }) => this.informations.push(statusCode));
    asking.on('error', (error: NodeJS.ErrnoException) => (this.error ??= error));
    asking.on('response', (response) => {
      this.response = response;
      response.setEncoding('latin1').on('data', (text: string) => (this.body += text));
      response.on('error', () => undefined);
    });
  }

  reading(): Reading {
    const { response, informations, body } = this;
    const isRefused = this.error?.code?.startsWith('HPE_') ?? false;
    const outcome = response?.complete ? 'complete' : isRefused ? 'refused' : 'incomplete';
    const headers = response === undefined ? [] : endToEnd(response.statusCode!, response.rawHeaders);
    const { statusCode: status, statusMessage: reason, rawTrailers = [] } = response ?? {};
    const trailers = endToEndTrailers(rawTrailers);
    return { outcome, informations, status, reason, headers, body, trailers, why: this.error?.code };
  }
}
