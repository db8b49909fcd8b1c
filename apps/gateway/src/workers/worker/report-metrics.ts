import { METRICS } from '../../platform/metrics/catalogue';
import { type Metrics, type Sample } from '../../platform/metrics/metrics';
import { ownerOf } from '../metrics-owner';
import { type ReportedMetrics, type ReportedSample } from '../topics';

/** Everything that this process has counted and that is not the primary's to tell. */
export async function reportMetrics(metrics: Metrics): Promise<ReportedMetrics> {
  const reported: ReportedMetrics[number][] = [];
  for (const definition of Object.values(METRICS)) {
    if (ownerOf(definition) === 'primary') continue;
    const samples = await metrics.samples(definition);
    if (samples.length > 0) reported.push([definition.name, samples.map(reportedSample)]);
  }
  return reported;
}

function reportedSample({ labels, value }: Sample): ReportedSample {
  return [labels, typeof value === 'number' ? value : { counts: value.counts, sum: value.sum }];
}
