import { Injectable } from '@nestjs/common';
import { HeldResources } from '../held-resources';
import { BackendMetrics } from './backend-metrics';
import { DiscoveryMetrics } from './discovery-metrics';
import { GatewayMetrics } from './gateway-metrics';
import { OverloadMetrics } from './overload-metrics';
import { RequestMetrics } from './request-metrics';
import { StickyMetrics } from './sticky-metrics';
import { StoreMetrics } from './store-metrics';

/** All that counts; a new part is listed here. */
@Injectable()
export class Collectors {
  constructor(
    private readonly requests: RequestMetrics,
    private readonly backends: BackendMetrics,
    private readonly discovery: DiscoveryMetrics,
    private readonly overload: OverloadMetrics,
    private readonly sticky: StickyMetrics,
    private readonly stores: StoreMetrics,
    private readonly gateway: GatewayMetrics,
    private readonly held: HeldResources,
  ) {}

  /** From here on they count. */
  begin(): void {
    const { requests, backends, discovery, overload, sticky, stores, gateway, held } = this;
    const parts = [requests, backends, discovery, overload, sticky, stores, gateway, held];
    for (const part of parts) part.begin();
  }
}
