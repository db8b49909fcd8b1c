import { Global, Module } from '@nestjs/common';
import { Clock } from './clock';
import { Random } from './random';
import { SystemClock } from './system.clock';
import { SystemRandom } from './system.random';

/** Time and chance for everybody; tests override the two tokens. */
@Global()
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Random, useClass: SystemRandom },
  ],
  exports: [Clock, Random],
})
export class PortsModule {}
