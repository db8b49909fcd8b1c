import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module';
import { Balancer } from './balancer';
import { ConsistentHashSelector } from './consistent-hash.selector';
import { FirstSelector } from './first.selector';
import { LeastRequestsSelector } from './least-requests.selector';
import { PeakEwmaSelector } from './peak-ewma.selector';
import { PowerOfTwoSelector } from './power-of-two.selector';
import { RandomSelector } from './random.selector';
import { RoundRobinSelector } from './round-robin.selector';
import { SELECTOR_CLASSES, SelectorFactory } from './selector-factory';
import { WeightedRoundRobinSelector } from './weighted-round-robin.selector';

// A new selector is listed here, and its name in the configuration schema; see docs/contributing/add-a-selector.md.
const SELECTORS = [
  RoundRobinSelector,
  WeightedRoundRobinSelector,
  LeastRequestsSelector,
  PowerOfTwoSelector,
  RandomSelector,
  ConsistentHashSelector,
  PeakEwmaSelector,
  FirstSelector,
];

/** Balances requests for resources without an owner. */
@Module({
  imports: [UpstreamModule],
  providers: [...SELECTORS, { provide: SELECTOR_CLASSES, useValue: SELECTORS }, SelectorFactory, Balancer],
  exports: [SelectorFactory, Balancer],
})
export class BalancingModule {}
