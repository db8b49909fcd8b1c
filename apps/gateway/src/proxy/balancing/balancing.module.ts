import { Module } from '@nestjs/common';
import { LeastRequestsSelector } from './least-requests.selector';
import { RoundRobinSelector } from './round-robin.selector';
import { SELECTOR_CLASSES, SelectorFactory } from './selector.factory';

// A new policy is listed here and nowhere else.
const SELECTORS = [RoundRobinSelector, LeastRequestsSelector];

/** Whose turn it is, where nobody owns the resource. */
@Module({
  providers: [...SELECTORS, { provide: SELECTOR_CLASSES, useValue: SELECTORS }, SelectorFactory],
  exports: [SelectorFactory],
})
export class BalancingModule {}
