import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { AttemptOutcomes } from '../upstream/attempt-outcomes';
import { UpstreamClient } from '../upstream/upstream-client';
import { DecisionHeader } from '../decision-header';
import { type Exchange } from '../exchange/exchange';
import { ExchangeLifecycle } from '../exchange/exchange-lifecycle';
import { ProblemResponder } from '../exchange/problem-responder';
import { ProxySettings } from '../exchange/proxy-settings';
import { Forwarding } from './forwarding';
import {
  type Choose,
  type ClientLimits,
  type ForwardingContext,
  type OpenTunnel,
} from './forwarding-context';
import { mayHedge } from './hedge';
import { HedgedForwarding } from './hedged-forwarding';

/** The part of the configuration that forwarding reads. */
interface ForwarderConfig {
  readonly listen: {
    readonly limits: { readonly bodyBytes: number };
    readonly timeouts: { readonly bodyIdle: number };
  };
}

/** Sends an exchange to a backend, streams the answer back, and tries again where that is safe. */
@Injectable()
export class Forwarder implements ForwardingContext, RuntimePart {
  /** Set from the configuration before the first request. */
  limits: ClientLimits = { bodyBytes: 0, bodyIdle: 30_000 };
  readonly tunnels = new Set<OpenTunnel>();

  constructor(
    readonly client: UpstreamClient,
    readonly outcomes: AttemptOutcomes,
    readonly exchanges: ExchangeLifecycle,
    readonly problems: ProblemResponder,
    readonly decisions: DecisionHeader,
    readonly settings: ProxySettings,
    @Inject(Clock) readonly clock: Clock,
  ) {}

  prepare({ listen: { limits, timeouts } }: ForwarderConfig): Commit {
    return () => (this.limits = { bodyBytes: limits.bodyBytes, bodyIdle: timeouts.bodyIdle });
  }

  /** Never throws: whatever goes wrong becomes the client's answer. `choose` is asked before each attempt. */
  forward(exchange: Exchange, choose: Choose): void {
    const Kind = mayHedge(exchange) ? HedgedForwarding : Forwarding;
    new Kind(exchange, choose, this).start();
  }

  /** Ends all tunnels when the gateway stops, since they never end by themselves. */
  endTunnels(): void {
    for (const tunnel of [...this.tunnels]) tunnel.goAway();
  }
}
