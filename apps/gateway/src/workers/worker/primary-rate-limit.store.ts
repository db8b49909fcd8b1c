import { RateLimitStore } from '../../data-plane/admission/rate-limiting/rate-limit.store';
import { type Rate, type Verdict } from '../../data-plane/admission/rate-limiting/rate-limit';
import { type PrimaryLink } from '../topics';

/** Has the primary count, so that all workers hold clients to one limit. */
export class PrimaryRateLimitStore extends RateLimitStore {
  constructor(private readonly link: PrimaryLink) {
    super();
  }

  take(key: string, { requests, per, burst }: Rate, cost: number): Promise<Verdict> {
    return this.link.request('take', { key, requests, per, burst, cost });
  }
}
