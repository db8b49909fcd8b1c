import { type Clock } from '../../platform/clock';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type AttemptOutcomes } from '../upstream/attempt-outcomes';
import { type Backend } from '../upstream/backend';
import { type UpstreamClient } from '../upstream/upstream-client';
import { type DecisionHeader } from '../decision-header';
import { type Exchange } from '../exchange/exchange';
import { type ExchangeLifecycle } from '../exchange/exchange-lifecycle';
import { type ProblemResponder } from '../exchange/problem-responder';
import { type ProxySettings } from '../exchange/proxy-settings';

/** Selects the backend of the next attempt. @throws ProxyError if there is none. */
export type Choose = (exchange: Exchange) => MaybePromise<Backend>;

/** Limits on what clients send; times in milliseconds. */
export interface ClientLimits {
  /** Bytes of the whole body; 0 sets no limit. */
  readonly bodyBytes: number;
  /** Between two pieces of the body. */
  readonly bodyIdle: number;
}

/** Two connections that no longer speak HTTP, joined. */
export interface OpenTunnel {
  /** The gateway stops: ends it in an orderly way. */
  goAway(): void;
}

/** Services that every forwarding shares. */
export interface ForwardingContext {
  readonly client: UpstreamClient;
  readonly outcomes: AttemptOutcomes;
  readonly exchanges: ExchangeLifecycle;
  readonly problems: ProblemResponder;
  readonly decisions: DecisionHeader;
  readonly clock: Clock;
  readonly settings: ProxySettings;
  readonly limits: ClientLimits;
  readonly tunnels: Set<OpenTunnel>;
}
