import { type Server } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FrontAdapter } from '../../data-plane/listener/front.adapter';
import { Clock } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { METRICS } from '../../platform/metrics/catalogue';
import { Metrics, type Sample } from '../../platform/metrics/metrics';
import { ExchangeLifecycle } from '../../data-plane/exchange/exchange-lifecycle';
import { Reloader, type ReloadObserver } from '../../runtime/reload/reloader';
import { type ReloadReport } from '../../runtime/reload/reload-report';
import { packageVersion } from '../package-version';

/** Metrics of the gateway as a whole: its listener, its configuration, and the process. */
@Injectable()
export class GatewayMetrics implements ReloadObserver {
  private applied = 0;
  private refused = 0;
  private lastWasApplied = true;
  /** Wall time. The first configuration came with the start. */
  private lastAppliedAt: number;

  constructor(
    private readonly metrics: Metrics,
    private readonly reloader: Reloader,
    private readonly exchanges: ExchangeLifecycle,
    private readonly host: HttpAdapterHost,
    private readonly guard: ErrorGuard,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.lastAppliedAt = clock.wallTime();
  }

  /** From here on it counts. */
  begin(): void {
    const { metrics } = this;
    const one = (value: () => number) => () => [{ labels: [], value: value() }];
    const buildInfo = [{ labels: [packageVersion(), process.version], value: 1 }];
    metrics.read(METRICS.buildInfo, () => buildInfo);
    metrics.read(METRICS.configReloads, () => [
      { labels: ['success'], value: this.applied },
      { labels: ['failure'], value: this.refused },
    ]);
    metrics.read(
      METRICS.configLastReloadSuccessful,
      one(() => (this.lastWasApplied ? 1 : 0)),
    );
    metrics.read(
      METRICS.configLastSuccess,
      one(() => this.lastAppliedAt / 1000),
    );
    this.reloader.observe(this);
    metrics.read(
      METRICS.internalErrors,
      each(() => this.guard.counts),
    );
    const { httpAdapter } = this.host;
    // In another application the listener is not the gateway's own.
    if (!(httpAdapter instanceof FrontAdapter)) return;
    metrics.read(METRICS.clientConnections, () => this.connections(httpAdapter.getHttpServer()));
    metrics.read(
      METRICS.clientConnectionsAccepted,
      one(() => httpAdapter.accepted),
    );
    metrics.read(
      METRICS.clientConnectionsRefused,
      each(() => httpAdapter.refusedConnections),
    );
    metrics.read(METRICS.certificateExpiry, () =>
      httpAdapter.shownCertificates.map(({ file, certificate }) => ({
        labels: [file],
        value: Math.round((Date.parse(certificate.validTo) - this.clock.wallTime()) / 1000),
      })),
    );
    metrics.read(
      METRICS.malformed,
      each(() => httpAdapter.refusals),
    );
  }

  reloaded({ outcome }: ReloadReport): void {
    this.lastWasApplied = outcome === 'applied';
    if (outcome === 'applied') {
      this.applied++;
      this.lastAppliedAt = this.clock.wallTime();
    } else {
      this.refused++;
    }
  }

  private async connections(server: Server): Promise<Sample[]> {
    const open = await new Promise<number>((resolve) =>
      server.getConnections((_error, count) => resolve(count ?? 0)),
    );
    const busy = Math.min(open, this.exchanges.inFlight);
    return [
      { labels: ['busy'], value: busy },
      { labels: ['idle'], value: open - busy },
    ];
  }
}

/** One sample for each label. */
function each(counts: () => ReadonlyMap<string, number>): () => Sample[] {
  return () => [...counts()].map(([label, value]) => ({ labels: [label], value }));
}
