import { isPromise, type MaybePromise } from '../../platform/maybe-promise';
import { type Exchange } from '../exchange/exchange';
import { type AddressRule } from './address-rule';
import { type AdmissionStep } from './admission-step';

/** All that a request must pass on one route, in order. */
export class RouteAdmission implements AdmissionStep {
  constructor(
    private readonly addresses: AddressRule | undefined,
    private readonly steps: readonly AdmissionStep[],
  ) {}

  /** @throws ForbiddenError for a client whose address has nothing to do here. */
  checkAddress(exchange: Exchange): void {
    this.addresses?.check(exchange);
  }

  check(exchange: Exchange): MaybePromise<void> {
    this.checkAddress(exchange);
    // A browser asks without credentials whether it may send them; nothing but its question is answered.
    return exchange.isPreflight ? undefined : this.checkFrom(0, exchange);
  }

  private checkFrom(first: number, exchange: Exchange): MaybePromise<void> {
    for (let at = first; at < this.steps.length; at++) {
      const passed = this.steps[at].check(exchange);
      if (isPromise(passed)) return passed.then(() => this.checkFrom(at + 1, exchange));
    }
    return undefined;
  }
}
