import { Injectable } from '@nestjs/common';

/** However great the pressure, so many of the owned requests are let through: a process that refuses all looks dead. */
const KEPT = 0.1;
/** The greatest pressure there is. */
export const MAX_PRESSURE = 2 - KEPT;

/**
 * Decides how many requests an overloaded gateway refuses. Up to a pressure of 1, the pressure is the refused
 * ratio of requests without an owner. Beyond that, all of these are refused, and a ratio of the owned ones,
 * which no other backend can serve.
 */
@Injectable()
export class LoadShedding {
  /** Written by what watches the process; 0 while all is well. */
  pressure = 0;
  /** Requests refused since the start. */
  refused = 0;
  private unowned = 0;
  private owned = 0;

  /** Returns true if this request must be refused; the refusals are spread evenly over all requests. */
  refuses(isOwned: boolean): boolean {
    if (this.pressure === 0) return false;
    const sum = isOwned ? (this.owned += this.shareOfOwned) : (this.unowned += Math.min(1, this.pressure));
    if (sum < 1) return false;
    if (isOwned) this.owned -= 1;
    else this.unowned -= 1;
    this.refused++;
    return true;
  }

  private get shareOfOwned(): number {
    return Math.max(0, this.pressure - 1);
  }
}
