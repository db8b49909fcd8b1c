import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Random } from '../../platform/random';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type ExchangeObserver } from '../../data-plane/exchange/exchange-lifecycle';
import { type AccessLine } from './access-line';
import { commonAccessLine } from './common-access-line';
import { jsonAccessLine } from './json-access-line';
import { LogSink } from './log-sink';
import { Redaction, type RedactionSettings } from './redaction';

/** Which requests are written down, and how. */
export interface AccessLogSettings {
  readonly mode: 'off' | 'sampled' | 'all';
  /** Of the requests, when sampled, from 0 to 1. */
  readonly sampleRate: number;
  readonly format: 'json' | 'common';
  /** Names of request headers that are written down, too. */
  readonly headers: readonly string[];
}

/** One line for each request that is over, or for some of them. */
@Injectable()
export class AccessLog implements ExchangeObserver {
  private mode: AccessLogSettings['mode'] = 'off';
  private sampleRate = 0;
  private line: AccessLine = jsonAccessLine;
  private headers: readonly string[] = [];
  private redaction = new Redaction({ query: 'none', names: [] });

  constructor(
    private readonly sink: LogSink,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Random) private readonly random: Random,
  ) {}

  apply({ mode, sampleRate, format, headers }: AccessLogSettings, redact: RedactionSettings): void {
    this.mode = mode;
    this.sampleRate = sampleRate;
    this.line = format === 'json' ? jsonAccessLine : commonAccessLine;
    this.headers = headers.map((name) => name.toLowerCase());
    this.redaction = new Redaction(redact);
  }

  begun(): void {
    // A line is written when everything is known.
  }

  ended(exchange: Exchange): void {
    if (this.mode === 'off' || (this.mode === 'sampled' && !this.isPicked(exchange))) return;
    const { headers, redaction } = this;
    const { client, head } = exchange;
    const time = this.clock.wallTime();
    const clientAddress = client.clientAddress(head.forwardedFor);
    const target = redaction.target(head.path);
    this.sink.write(this.line(exchange, { time, clientAddress, target, headers, redaction }));
  }

  /** Every failure gets a line; other requests are sampled. */
  private isPicked({ status }: Exchange): boolean {
    return status >= 500 || this.random.fraction() < this.sampleRate;
  }
}
