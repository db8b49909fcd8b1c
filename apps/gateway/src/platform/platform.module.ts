import { Global, Module } from '@nestjs/common';
import { Clock } from './clock';
import { ErrorGuard } from './error.guard';
import { Metrics } from './metrics/metrics';
import { Random } from './random';
import { RuntimeParts } from './runtime-parts';
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
    RuntimeParts,
  ],
  exports: [Clock, Random, Metrics, ErrorGuard, RuntimeParts],
})
export class PlatformModule {}
