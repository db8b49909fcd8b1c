import { TrafficHistory } from '@app/contracts';
import { Get, Inject } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Clock } from '../platform/clock';
import { AdminController } from './admin.controller';
import { Traffic } from './stats/traffic';

/** How the traffic went lately. */
@AdminController('traffic', 'pools')
export class HistoryController {
  constructor(
    private readonly traffic: Traffic,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The last five minutes of the whole gateway, second by second. */
  @Get()
  @ApiOkResponse({ type: TrafficHistory })
  show(): TrafficHistory {
    const seconds = this.traffic.past.all;
    return {
      at: new Date(this.clock.wallTime()).toISOString(),
      requestsPerSecond: seconds.map(({ requests }) => requests),
      errorsPerSecond: seconds.map(({ errors }) => errors),
      inFlight: seconds.map(({ inFlight }) => inFlight),
      p95: seconds.map(({ p95 }) => p95),
    };
  }
}
