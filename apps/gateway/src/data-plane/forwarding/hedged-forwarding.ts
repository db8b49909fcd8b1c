import { type ProxyError } from '../errors/proxy.error';
import { type Backend } from '../upstream/backend';
import { type ResponseHead } from '../upstream/response-head';
import { Forwarding } from './forwarding';
import { Hedge, type HedgedAttempt, type WonAttempt } from './hedge';

/** A forwarding that asks a second backend when the first takes long. */
export class HedgedForwarding extends Forwarding implements HedgedAttempt {
  private hedge: Hedge | undefined;

  get asked(): Backend | undefined {
    return this.backend;
  }

  override start(): void {
    super.start();
    if (!this.ended) this.hedge = new Hedge(this.exchange, this.context, this);
  }

  override onHead(head: ResponseHead): void {
    this.hedge?.cancel();
    super.onHead(head);
  }

  adopt({ backend, connection, sentAt }: WonAttempt, head: ResponseHead): void {
    const { exchange } = this;
    if (this.backend !== undefined) {
      const now = this.context.clock.now();
      // How long it would have taken is not known, but that it is longer than this.
      if (this.connection !== undefined) this.backend.noteLatency(now - exchange.attempts.sentAt, now);
      this.cancelAttempt();
    }
    this.hedge = undefined;
    this.backend = backend;
    this.connection = connection;
    this.isBudgeted = true;
    exchange.attempts.sentAt = sentAt;
    this.onHead(head);
  }

  hedgeFailed(error: ProxyError): void {
    this.hedge = undefined;
    super.repeatOrFail(error);
  }

  protected override repeatOrFail(error: ProxyError): void {
    // Its answer may still come.
    if (this.hedge?.isSent === true) this.lastFailure = error;
    else super.repeatOrFail(error);
  }

  protected override giveUp(): void {
    this.hedge?.cancel();
    super.giveUp();
  }
}
