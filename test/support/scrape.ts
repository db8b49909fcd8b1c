import { type Family, parseOpenMetrics, type Sample } from './open-metrics';
import { type Answer, type Sending } from './http-client';

export const PREFIX = 'load_distributer_';
export const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0';

/** The metrics of a gateway at one moment. */
export class Scrape {
  constructor(readonly families: readonly Family[]) {}

  /** The sum of the samples with these labels; 0 without any. Names go without the prefix. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.samples(name, labels).reduce((sum, { value }) => sum + value, 0);
  }

  samples(name: string, labels: Readonly<Record<string, string>> = {}): Sample[] {
    const wanted = Object.entries(labels);
    return this.families
      .flatMap(({ samples }) => samples)
      .filter((sample) => sample.name === PREFIX + name)
      .filter((sample) => wanted.every(([label, value]) => sample.labels[label] === value));
  }

  /** Its only series, as its labels. */
  labels(name: string): object[] {
    return this.samples(name).map(({ labels }) => labels);
  }
}

/** A gateway with an admin port. */
export interface Scraped {
  admin(path: string, sending?: Sending): Promise<Answer>;
}

/** Asks for the metrics, and holds them against the specification. */
export async function scrape(gateway: Scraped): Promise<Scrape> {
  const { text } = await gateway.admin('/metrics', { headers: { accept: OPEN_METRICS } });
  return new Scrape(parseOpenMetrics(text));
}

/** The first scrape in which this holds: counts come a moment after the answer. */
export async function scrapeUntil(gateway: Scraped, holds: (found: Scrape) => boolean): Promise<Scrape> {
  for (;;) {
    const found = await scrape(gateway);
    if (holds(found)) return found;
  }
}
