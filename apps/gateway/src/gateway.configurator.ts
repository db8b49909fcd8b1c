import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type GatewayConfig } from './config/gateway.config';
import { Admission } from './proxy/admission/admission';
import { Affinity } from './proxy/affinity/affinity';
import { Balancer } from './proxy/balancing/balancer';
import { TrustedProxies } from './proxy/client.connection';
import { Forwarder } from './proxy/forwarding/forwarder';
import { ProxySettings } from './proxy/proxy.settings';
import { Router } from './proxy/routing/router';
import { PoolRegistry } from './upstream/pool.registry';

/** Token of the configuration that the gateway starts with. */
export const INITIAL_CONFIG = Symbol('INITIAL_CONFIG');

/** Brings the gateway in line with a checked configuration: at the start, and again whenever it changes. */
@Injectable()
export class GatewayConfigurator implements OnModuleInit {
  constructor(
    @Inject(INITIAL_CONFIG) private readonly initial: GatewayConfig,
    private readonly registry: PoolRegistry,
    private readonly balancer: Balancer,
    private readonly router: Router,
    private readonly admission: Admission,
    private readonly affinity: Affinity,
    private readonly forwarder: Forwarder,
    private readonly settings: ProxySettings,
  ) {}

  onModuleInit(): Promise<void> {
    return this.apply(this.initial);
  }

  /** Applies all of it between two requests; what can fail, or take time, comes first. */
  async apply({ listen, pools, routes, affinity }: GatewayConfig): Promise<void> {
    const applyTurns = await this.balancer.prepare(pools);
    this.registry.apply(pools);
    applyTurns();
    this.affinity.apply(affinity);
    this.settings.headLimits = listen.limits;
    this.settings.trustedProxies = new TrustedProxies(listen.trustedProxies);
    this.admission.bodyBytes = listen.limits.bodyBytes;
    this.forwarder.limits = { bodyBytes: listen.limits.bodyBytes, bodyIdle: listen.timeouts.bodyIdle };
    this.router.apply(routes);
  }
}
