import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { Readiness } from '../data-plane/listener/readiness';

/** The health of the gateway itself, for service managers and load balancers. */
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process answers: there is no reason to restart it. */
  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  /** Clients may be sent here: not before the gateway listens, and not after a stop signal. */
  @Get('ready')
  ready(): { status: string } {
    if (!this.readiness.isReady) throw new ServiceUnavailableException('The gateway is not taking requests.');
    return { status: 'ready' };
  }
}
