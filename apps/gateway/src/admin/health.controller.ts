import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { Readiness } from '../data-plane/listener/readiness';

/** Tells whoever runs the gateway how it is. */
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process answers: there is no reason to restart it. */
  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  /** Clients may be sent here: not before it listens, and no longer once it is told to stop. */
  @Get('ready')
  ready(): { status: string } {
    if (!this.readiness.isReady) throw new ServiceUnavailableException('The gateway is not taking requests.');
    return { status: 'ready' };
  }
}
