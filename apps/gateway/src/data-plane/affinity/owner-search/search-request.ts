import { type Clock } from '../../../platform/clock';
import { type AttemptOutcomes } from '../../upstream/attempt-outcomes';
import { type Backend } from '../../upstream/backend';
import { type UpstreamClient } from '../../upstream/upstream-client';
import { type Exchange } from '../../exchange/exchange';
import { type LocateSettings } from './locate-settings';

/** A resource that is looked for. */
export interface SearchRequest {
  /** In whose name the backends are asked, and in which pool. */
  readonly exchange: Exchange;
  readonly key: string;
  /** Where they are asked for it. */
  readonly target: string;
  /** Who has just denied that it has it. */
  readonly deniedBy: Backend | undefined;
  readonly settings: LocateSettings;
}

/** Services that every search shares. */
export interface SearchContext {
  readonly client: UpstreamClient;
  readonly outcomes: AttemptOutcomes;
  readonly clock: Clock;
}
