import { Global, Module } from '@nestjs/common';
import { Clock } from './clock';
import { Metrics } from './metrics/metrics';
import { Random } from './random';
import { SystemClock } from './system.clock';
import { SystemRandom } from './system.random';

/** Time, chance and a place to publish figures for everybody; tests override the first two. */
@Global()
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Random, useClass: SystemRandom },
    Metrics,
  ],
  exports: [Clock, Random, Metrics],
})
export class PortsModule {}
