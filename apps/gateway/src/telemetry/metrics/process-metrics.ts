import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';

/**
 * The process metrics of prom-client: memory, CPU, garbage collection, the delay of the event loop. Measures from its
 * creation on.
 */
export class ProcessMetrics {
  private readonly formats: Promise<Readonly<Record<'open' | 'plain', Registry>>>;

  constructor() {
    this.formats = this.makeFormats();
  }

  /** As text, with the line that ends an OpenMetrics text. */
  async text(isOpen: boolean): Promise<string> {
    const formats = await this.formats;
    return formats[isOpen ? 'open' : 'plain'].metrics();
  }

  /** Not one registry for both: writing OpenMetrics, it renames counters for good. */
  private async makeFormats(): Promise<Record<'open' | 'plain', Registry>> {
    const [source, open, plain] = [new Registry(), new Registry(), new Registry()];
    // Its types know of one format only.
    open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    collectDefaultMetrics({ register: source });
    for (const { name, type } of await source.getMetricsAsJSON()) {
      const metric = source.getSingleMetric(name)!;
      const isCounter = String(type) === 'counter';
      open.registerMetric(renamed(metric, isCounter ? name.replace(/_total$/, '') : name));
      plain.registerMetric(renamed(metric, name));
    }
    return { open, plain };
  }
}

/** The metric under another name, without values that say nothing. */
function renamed(metric: Metric, name: string): Metric {
  const get = async (): Promise<object> => {
    const { values, ...rest } = await metric.get();
    return { ...rest, name, values: values.filter(({ value }) => !Number.isNaN(value)) };
  };
  return { name, get } as unknown as Metric;
}
