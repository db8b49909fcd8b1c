import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { METRICS } from '../../platform/metrics/catalogue';
import { Metrics } from '../../platform/metrics/metrics';
import { metricText } from './metric-text';
import { ProcessMetrics } from './process-metrics';
import { RequestMetrics } from './request-metrics';

/** All metrics as text, in the format that was asked for. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Writes the metrics for Prometheus: in OpenMetrics if it accepts that, otherwise in the older plain text. The
 * gateway's own metrics are written by hand, which for a thousand series takes a fraction of the time of prom-client.
 */
@Injectable()
export class Exposition {
  private process: ProcessMetrics | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly requests: RequestMetrics,
  ) {}

  /** @param accept the `Accept` field of who asks. */
  async render(accept: string | undefined): Promise<MetricsText> {
    const isOpen = prefersOpenMetrics(accept ?? '');
    // It has a small cost, and may never be requested.
    this.process ??= new ProcessMetrics();
    this.requests.prune();
    let text = '';
    for (const definition of Object.values(METRICS)) {
      text += `${metricText(definition, await this.metrics.samples(definition), isOpen)}\n`;
    }
    const contentType = isOpen ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
    return { contentType, text: text + (await this.process.text(isOpen)) };
  }
}

/** True if OpenMetrics is named, and nothing that is also spoken here is wanted more. */
function prefersOpenMetrics(accept: string): boolean {
  const weights = accept.split(',').map((entry) => {
    const [type, ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight) };
  });
  const best = (wanted: string): number =>
    Math.max(0, ...weights.filter(({ type }) => type === wanted).map(({ weight }) => weight));
  const open = best('application/openmetrics-text');
  return open > 0 && open >= best('text/plain');
}
