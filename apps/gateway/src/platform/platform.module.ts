import { Global, Module } from '@nestjs/common';
import { Clock } from './clock';
import { ErrorGuard } from './error.guard';
import { Metrics } from './metrics/metrics';
import { Random } from './random';
import { SystemClock } from './system-clock';
import { SystemRandom } from './system-random';

/** Time, chance and a place to publish figures, what takes the errors of observers; tests override the first two. */
@Global()
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Random, useClass: SystemRandom },
    Metrics,
    ErrorGuard,
  ],
  exports: [Clock, Random, Metrics, ErrorGuard],
})
export class PlatformModule {}
