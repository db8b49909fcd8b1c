import { Injectable } from '@nestjs/common';
import { type MaybePromise } from '../maybe-promise';
import { Histogram } from './histogram';
import { type MetricDefinition } from './metric-definition';

/** A number that only grows. Its owner writes `value++`. */
export interface Counter {
  value: number;
}

/** One line of a metric: the values of its labels, in the order of their names, and what stands there. */
export interface Sample {
  readonly labels: readonly string[];
  readonly value: number | Histogram;
}

/** Reads the samples of a metric at the moment they are asked for. */
export type Reading = () => MaybePromise<Iterable<Sample>>;

/** Has the last word on what there is of a metric. */
export type Merging = (definition: MetricDefinition, own: Sample[]) => Sample[];

/** More series than this of one metric are counted together, under `other`. */
export const MAX_SERIES = 10_000;

/**
 * Where every folder publishes its figures, without knowing who exports them or how: numbers it counts itself, and
 * readings of what it keeps anyway.
 */
@Injectable()
export class Metrics {
  private readonly kept = new Map<
    string,
    Map<string, { labels: readonly string[]; value: Counter | Histogram }>
  >();
  private readonly readings = new Map<string, Reading[]>();
  /** Adds what other processes have counted of the same metrics. */
  merging: Merging | undefined;

  /** The counter with these label values; always the same one for the same. To be kept, not asked for at each request. */
  counter({ name, labels }: MetricDefinition, ...values: readonly string[]): Counter {
    return this.series(name, labels, values, (): Counter => ({ value: 0 }));
  }

  /** The same for times. */
  histogram({ name, labels }: MetricDefinition, ...values: readonly string[]): Histogram {
    return this.series(name, labels, values, () => new Histogram());
  }

  /** Adds a reading to a metric. */
  read({ name }: MetricDefinition, reading: Reading): void {
    const readings = this.readings.get(name);
    if (readings === undefined) this.readings.set(name, [reading]);
    else readings.push(reading);
  }

  /** Takes the series away for which this holds: what they were about is no longer there. */
  forget({ name }: MetricDefinition, isGone: (labels: readonly string[]) => boolean): void {
    const family = this.kept.get(name);
    for (const [key, { labels }] of family ?? []) if (isGone(labels)) family!.delete(key);
  }

  /** All there is of a metric at the moment. */
  async samples(definition: MetricDefinition): Promise<Sample[]> {
    const { name } = definition;
    const samples: Sample[] = [];
    for (const { labels, value } of this.kept.get(name)?.values() ?? []) {
      samples.push({ labels, value: value instanceof Histogram ? value : value.value });
    }
    for (const reading of this.readings.get(name) ?? []) {
      for (const sample of await orNothing(reading)) samples.push(sample);
    }
    return this.merging === undefined ? samples : this.merging(definition, samples);
  }

  private series<T extends Counter | Histogram>(
    name: string,
    labelNames: readonly string[],
    values: readonly string[],
    make: () => T,
  ): T {
    const family = this.kept.get(name) ?? new Map<string, { labels: readonly string[]; value: T }>();
    this.kept.set(name, family);
    const key = JSON.stringify(values);
    const known = family.get(key);
    if (known !== undefined) return known.value as T;
    const isFull = family.size >= MAX_SERIES && values.some((value) => value !== 'other');
    if (isFull)
      return this.series(
        name,
        labelNames,
        labelNames.map(() => 'other'),
        make,
      );
    const value = make();
    family.set(key, { labels: values, value });
    return value;
  }
}

/**
 * Skips metrics that cannot be read, such as those of an unreachable store, so that all others are still reported.
 */
async function orNothing(reading: Reading): Promise<Iterable<Sample>> {
  try {
    return await reading();
  } catch {
    return [];
  }
}
