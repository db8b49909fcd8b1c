import { isDeepStrictEqual } from 'node:util';
import { HttpService } from '@nestjs/axios';
import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { Clock } from '../../platform/clock';
import { Random } from '../../platform/random';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { type Endpoint, overTls, parseEndpoint } from '../../platform/endpoint';
import { IsWorker } from '../../data-plane/upstream/is-worker';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { UpstreamClient } from '../../data-plane/upstream/upstream-client';
import { BackendCheck, type CheckContext } from './backend-check';
import { type HealthSettings } from './health-settings';
import { ForeignProbe } from './foreign-probe';
import { HttpProbe } from './http-probe';
import { type HealthProbe } from './probe';
import { TcpProbe } from './tcp-probe';

/** Settings of one pool's probes. */
export interface PoolHealthSettings {
  readonly name: string;
  readonly health: HealthSettings;
}

/** Who answers probes: each backend is asked on its own, at moments of its own. */
@Injectable()
export class HealthChecks implements OnModuleDestroy, RuntimePart {
  private readonly checks = new Map<Backend, BackendCheck>();
  private readonly context: CheckContext;

  constructor(
    private readonly registry: PoolTable,
    private readonly client: UpstreamClient,
    private readonly http: HttpService,
    private readonly states: BackendStates,
    @Inject(Clock) clock: Clock,
    @Inject(Random) random: Random,
    @Optional() private readonly follows?: IsWorker,
  ) {
    this.context = { states, clock, random };
  }

  /** Backends that are probed at the moment. */
  get size(): number {
    return this.checks.size;
  }

  prepare({ pools }: { readonly pools: readonly PoolHealthSettings[] }): Commit {
    return () => this.apply(pools);
  }

  /** To be called when the registry is in line with the same settings: who is new is probed, who is gone no more. */
  apply(settings: readonly PoolHealthSettings[]): void {
    if (this.follows !== undefined) return;
    const present = new Set(this.registry.all.flatMap(({ backends }) => backends));
    for (const backend of this.checks.keys()) if (!present.has(backend)) this.stop(backend);
    for (const { name, health } of settings) {
      const pool = this.registry.find(name)!;
      for (const [at, backend] of pool.backends.entries()) {
        if (!health.enabled) this.forget(pool, backend);
        else this.check(pool, backend, health, at / pool.backends.length);
      }
    }
  }

  onModuleDestroy(): void {
    for (const backend of [...this.checks.keys()]) this.stop(backend);
  }

  /** `share` of the interval passes before the first probe, so that the probes of a pool are spread over it. */
  private check(pool: Pool, backend: Backend, settings: HealthSettings, share: number): void {
    const known = this.checks.get(backend);
    if (known !== undefined && isDeepStrictEqual(known.settings, settings)) return;
    known?.stop();
    const check = new BackendCheck(pool, backend, this.probeFor(backend, settings), settings, this.context);
    this.checks.set(backend, check);
    check.start(share * settings.interval);
  }

  private stop(backend: Backend): void {
    this.checks.get(backend)?.stop();
    this.checks.delete(backend);
  }

  private forget(pool: Pool, backend: Backend): void {
    if (!this.checks.has(backend)) return;
    this.stop(backend);
    backend.passes = 0;
    this.states.setSelfDraining(pool, backend, false, 'health checks were disabled');
    this.states.setHealth(pool, backend, 'unknown', 'health checks were disabled');
  }

  private probeFor(backend: Backend, settings: HealthSettings): HealthProbe {
    const endpoint = endpointOf(backend, settings);
    return new ForeignProbe(this.client.ownListeners, endpoint, this.probeTo(endpoint, backend, settings));
  }

  private probeTo(endpoint: Endpoint, backend: Backend, settings: HealthSettings): HealthProbe {
    if (settings.path === undefined) return new TcpProbe(endpoint);
    const tls = this.client.connectionsTo(backend)?.settings.tls;
    return new HttpProbe(this.http, settings, { endpoint, authority: backend.authority, tls });
  }
}

function endpointOf({ url }: Backend, { port, scheme }: HealthSettings): Endpoint {
  const own = parseEndpoint(url);
  if (own.kind === 'unix') return own;
  const asked = { ...own, port: port ?? own.port };
  if (scheme === 'http') return { kind: 'tcp', host: asked.host, port: asked.port };
  return scheme === 'https' ? overTls(asked.host, asked.port) : asked;
}
