import { EventEmitter, once } from 'node:events';
import { type Socket } from 'node:net';
import { type ProxyError } from '../../../apps/gateway/src/data-plane/errors/proxy.error';
import { type UpstreamConnection } from '../../../apps/gateway/src/data-plane/upstream/connections/upstream-connection';
import { type ResponseHead } from '../../../apps/gateway/src/data-plane/upstream/response-head';
import {
  type ResponseListener,
  type UpstreamRequest,
} from '../../../apps/gateway/src/data-plane/upstream/response-listener';

/** The request of a listener, unless a test sets another: a plain GET. */
export interface Asking extends Partial<UpstreamRequest> {
  /** The bytes that are written; a GET of `/` unless given. */
  readonly bytes?: string;
  /** The client connection that it came by. */
  readonly client?: Socket;
  /** False leaves the body of the request to the test. */
  readonly complete?: boolean;
}

/** Sends a request as soon as it has a connection, and records every event. */
export class RecordingListener implements ResponseListener<UpstreamConnection> {
  /** One line for each call, in order; pieces of a body that follow each other are one line. */
  readonly calls: string[] = [];
  connection: UpstreamConnection | undefined;
  head: ResponseHead | undefined;
  body = '';
  trailers: readonly string[] | undefined;
  /** The bytes behind a 101. */
  rest = '';
  error: ProxyError | undefined;
  /** Number of ends: must be one. */
  ends = 0;
  readonly client: Socket | undefined;
  private readonly changes = new EventEmitter();

  constructor(private readonly asking: Asking = {}) {
    this.client = asking.client;
  }

  /** True if it has ended. */
  get ended(): boolean {
    return this.ends > 0;
  }

  onConnection(connection: UpstreamConnection): void {
    this.note('connection');
    this.connection = connection;
    const { method = 'GET', upgrade = false, responseTimeout, complete = true } = this.asking;
    const { authenticatesConnection = false } = this.asking;
    const bytes = this.asking.bytes ?? `${method} / HTTP/1.1\r\nHost: backend\r\n\r\n`;
    connection.send(bytes, { method, upgrade, responseTimeout, authenticatesConnection }, complete);
  }

  onInformation(head: ResponseHead): void {
    this.note(`information ${head.status}`);
  }

  onHead(head: ResponseHead): void {
    this.head = head;
    this.note(`head ${head.status}`);
  }

  onBody(buffer: Buffer, start: number, end: number, _last: boolean): boolean {
    this.body += buffer.toString('latin1', start, end);
    if (this.calls.at(-1) !== 'body') this.note('body');
    return true;
  }

  onLull(): void {}

  onEnd(trailers: readonly string[] | undefined): void {
    this.trailers = trailers;
    this.end('end');
  }

  onTunnel(head: ResponseHead, rest: Buffer): void {
    this.head = head;
    this.rest = rest.toString('latin1');
    this.end('tunnel');
  }

  onFailure(error: ProxyError): void {
    this.error = error;
    this.end(`failure ${error.code} in ${error.phase}`);
  }

  /** Resolves when it has ended. */
  async untilEnded(): Promise<this> {
    if (!this.ended) await once(this.changes, 'ended');
    return this;
  }

  private end(call: string): void {
    this.ends++;
    this.note(call);
    this.changes.emit('ended');
  }

  private note(call: string): void {
    this.calls.push(call);
  }
}
