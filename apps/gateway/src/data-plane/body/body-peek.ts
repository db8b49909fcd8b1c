import { Injectable } from '@nestjs/common';
import { ClientClosedError, RequestTimeoutError } from '../errors/client.errors';
import { type ProxyError } from '../errors/proxy.error';
import { type Deadlines, type Expiring } from '../../platform/deadlines';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { UpstreamClient } from '../upstream/upstream-client';
import { type CloseListener, type Exchange } from '../exchange/exchange';
import { PEEK_BYTES, type PeekedBody } from './peeked-body';

/** More pieces than these are laid together: a byte that comes alone takes a hundred times its size. */
const MANY_PIECES = 64;

/** A body that comes more slowly than this, all in all, is not waited for. */
const MIN_BYTES_PER_SECOND = 1024;

/** Reads the beginning of a request's body, so that something can be decided by it. */
@Injectable()
export class BodyPeek implements RuntimePart {
  /** Milliseconds between two pieces of the body. Set from the configuration. */
  idle = 30_000;

  constructor(private readonly client: UpstreamClient) {}

  prepare({ listen }: { readonly listen: { readonly timeouts: { readonly bodyIdle: number } } }): Commit {
    return () => (this.idle = listen.timeouts.bodyIdle);
  }

  /**
   * Reads until the body ends, or is longer than `PEEK_BYTES`, and leaves what was read in `exchange.peeked`. Asked
   * again, it answers the same.
   *
   * @throws RequestTimeoutError, ClientClosedError, or what the listener found wrong with the bytes.
   */
  async peek(exchange: Exchange): Promise<PeekedBody> {
    return (exchange.peeked ??= await new Peeking(exchange, this.client.deadlines, this.idle).read());
  }
}

/** One body being read. */
class Peeking implements Expiring, CloseListener {
  deadline = Infinity;
  private chunks: Buffer[] = [];
  private bytes = 0;
  private endsAt = 0;
  private resolve: (body: PeekedBody) => void;
  private reject: (error: ProxyError) => void;
  private readonly onData = (chunk: Buffer): void => this.take(chunk);
  private readonly onEnd = (): void => this.finish(true);
  private readonly onMalformed = (error: ProxyError): void => this.fail(error);

  constructor(
    private readonly exchange: Exchange,
    private readonly deadlines: Deadlines,
    private readonly idle: number,
  ) {}

  read(): Promise<PeekedBody> {
    const { exchange, deadlines } = this;
    const { request, response, head } = exchange;
    // A client that sent `Expect: 100-continue` waits for this before it sends the body.
    if (head.expectsContinue) response.writeContinue();
    head.expectsContinue = false;
    exchange.listenForClose(this);
    deadlines.add(this);
    this.endsAt = deadlines.now + this.idle + (PEEK_BYTES / MIN_BYTES_PER_SECOND) * 1000;
    this.deadline = deadlines.now + this.idle;
    request.on('malformed', this.onMalformed).on('end', this.onEnd).on('data', this.onData);
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  expire(): void {
    this.fail(
      new RequestTimeoutError('The body of the request did not arrive in time.', 'request_body_timeout'),
    );
  }

  onClientClose(): void {
    this.fail(new ClientClosedError());
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    if (this.chunks.length > MANY_PIECES) this.chunks = [Buffer.concat(this.chunks)];
    this.bytes += chunk.length;
    this.deadline = Math.min(this.deadlines.now + this.idle, this.endsAt);
    if (this.bytes > PEEK_BYTES) this.finish(false);
  }

  private finish(isWhole: boolean): void {
    this.stop();
    this.resolve({ chunks: this.chunks, isWhole });
  }

  private fail(error: ProxyError): void {
    this.stop();
    this.reject(error);
  }

  private stop(): void {
    const { request } = this.exchange;
    this.deadlines.remove(this);
    this.exchange.listenForClose(undefined);
    // Pause first: otherwise the body would flow on without a reader.
    request.pause();
    request.off('malformed', this.onMalformed).off('end', this.onEnd).off('data', this.onData);
  }
}
