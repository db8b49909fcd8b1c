import { Module } from '@nestjs/common';
import { Clock } from '../../ports/clock';
import { Admission } from './admission';
import { MemoryRateLimitStore } from './rates/memory.rate-limit.store';
import { RateLimitStore } from './rates/rate-limit.store';

/** Clients that are counted at a time, at about 150 bytes each. */
const MAX_KEYS = 100_000;

/** Whether a client may do what it asks for. */
@Module({
  providers: [
    {
      provide: RateLimitStore,
      inject: [Clock],
      useFactory: (clock: Clock) => new MemoryRateLimitStore(clock, MAX_KEYS),
    },
    Admission,
  ],
  exports: [Admission],
})
export class AdmissionModule {}
