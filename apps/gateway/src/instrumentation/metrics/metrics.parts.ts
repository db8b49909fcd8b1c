import { Injectable } from '@nestjs/common';
import { BackendMetrics } from './backend.metrics';
import { GatewayMetrics } from './gateway.metrics';
import { OverloadMetrics } from './overload.metrics';
import { RequestMetrics } from './request.metrics';
import { StickyMetrics } from './sticky.metrics';

/** All that counts; a new part is listed here. */
@Injectable()
export class MetricsParts {
  constructor(
    private readonly requests: RequestMetrics,
    private readonly backends: BackendMetrics,
    private readonly overload: OverloadMetrics,
    private readonly sticky: StickyMetrics,
    private readonly gateway: GatewayMetrics,
  ) {}

  /** From here on they count. */
  begin(): void {
    for (const part of [this.requests, this.backends, this.overload, this.sticky, this.gateway]) part.begin();
  }
}
