import { Injectable, type OnModuleInit } from '@nestjs/common';
import { GatewayConfigurator } from '../gateway.configurator';
import { BackendMetrics } from './metrics/backend.metrics';
import { GatewayMetrics } from './metrics/gateway.metrics';
import { RequestMetrics } from './metrics/request.metrics';
import { StickyMetrics } from './metrics/sticky.metrics';

/** Sets in motion what the configuration wants to know of the gateway; what it does not want costs nothing. */
@Injectable()
export class Instrumentation implements OnModuleInit {
  constructor(
    private readonly configurator: GatewayConfigurator,
    private readonly requests: RequestMetrics,
    private readonly backends: BackendMetrics,
    private readonly sticky: StickyMetrics,
    private readonly gateway: GatewayMetrics,
  ) {}

  onModuleInit(): void {
    if (!this.configurator.running.metrics.enabled) return;
    for (const part of [this.requests, this.backends, this.sticky, this.gateway]) part.begin();
  }
}
