import { METRICS } from '../../platform/metrics/catalogue';
import { type Metrics, type Sample } from '../../platform/metrics/metrics';
import { ownerOf } from '../metrics-owner';
import { type ToldMetrics, type ToldSample } from '../topics';

/** Everything that this process has counted and that is not the primary's to tell. */
export async function toldMetrics(metrics: Metrics): Promise<ToldMetrics> {
  const told: ToldMetrics[number][] = [];
  for (const definition of Object.values(METRICS)) {
    if (ownerOf(definition) === 'primary') continue;
    const samples = await metrics.samples(definition);
    if (samples.length > 0) told.push([definition.name, samples.map(toldSample)]);
  }
  return told;
}

function toldSample({ labels, value }: Sample): ToldSample {
  return [labels, typeof value === 'number' ? value : { counts: value.counts, sum: value.sum }];
}
