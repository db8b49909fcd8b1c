import { RateLimitStore } from '../../proxy/admission/rates/rate-limit.store';
import { type Rate, type Verdict } from '../../proxy/admission/rates/rate.limit';
import { type PrimaryLink } from '../topics';

/** Has the primary count, so that all workers hold clients to one limit. */
export class PrimaryRateLimitStore extends RateLimitStore {
  constructor(private readonly link: PrimaryLink) {
    super();
  }

  take(key: string, { requests, per, burst }: Rate, cost: number): Promise<Verdict> {
    return this.link.ask('take', { key, requests, per, burst, cost });
  }
}
