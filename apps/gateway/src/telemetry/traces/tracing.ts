import { Injectable } from '@nestjs/common';
import { type Tracer } from '@opentelemetry/api';
import { ErrorGuard } from '../../platform/error.guard';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type ExchangeObserver, ExchangeLifecycle } from '../../data-plane/exchange/exchange-lifecycle';
import { packageVersion } from '../package-version';
import { GuardedTrace } from './guarded-trace';
import { RequestTrace } from './request-trace';

/** Where traces go, and how many. */
export interface TracingSettings {
  /** The base URL of an OTLP collector over HTTP; without one nothing is traced. */
  readonly endpoint?: string | undefined;
  /** The name of this gateway in traces. */
  readonly service: string;
  /** Of the traces that begin here, from 0 to 1; one that was begun before is continued as it was decided then. */
  readonly sampleRate: number;
}

/** The part of a tracer provider that is used after its creation. */
interface Provider {
  getTracer(name: string, version: string): Tracer;
  shutdown(): Promise<void>;
}

/** Turns requests into spans for an OTLP collector. Nothing of it is loaded, or called, before it is asked for. */
@Injectable()
export class Tracing implements ExchangeObserver {
  private provider: Provider | undefined;
  private tracer: Tracer | undefined;

  constructor(
    private readonly outcomes: ExchangeLifecycle,
    private readonly guard: ErrorGuard,
  ) {}

  async begin(settings: TracingSettings): Promise<void> {
    if (settings.endpoint === undefined) return;
    this.provider = await providerOf(settings.endpoint, settings);
    this.tracer = this.provider.getTracer('load-distributer', packageVersion());
    this.outcomes.observe(this);
  }

  begun(exchange: Exchange): void {
    exchange.trace = new GuardedTrace(new RequestTrace(this.tracer!, exchange), this.guard);
  }

  ended({ trace }: Exchange): void {
    if (trace instanceof GuardedTrace) trace.end();
  }

  /** Sends what is left; a collector that does not answer is not waited for. */
  async end(): Promise<void> {
    await this.provider?.shutdown().catch(() => undefined);
  }
}

/** A queue that is full drops spans, so that a collector that is away costs a bounded piece of memory. */
async function providerOf(endpoint: string, { service, sampleRate }: TracingSettings): Promise<Provider> {
  const sdk = await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_LIMIT_MS,
  });
  return new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': packageVersion() }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampleRate) }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
}

const EXPORT_LIMIT_MS = 2_000;
