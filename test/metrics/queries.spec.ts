import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { METRICS } from '../../apps/gateway/src/platform/metrics/catalogue';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { PREFIX, type Scrape, scrape, scrapeUntil } from '../support/scrape';
import { aGateway } from '../support/test-gateway';

const DEPLOY = join(__dirname, '../../deploy');

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
}

const dashboard = JSON.parse(
  readFileSync(join(DEPLOY, 'grafana/load-distributer.json'), 'utf8'),
) as Dashboard;
const rules = parse(readFileSync(join(DEPLOY, 'prometheus/alerts.yaml'), 'utf8')) as {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
};

const QUERIES: [string, string][] = [
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr] as [string, string]),
  ),
  ...dashboard.annotations.list.map(({ expr }) => ['an annotation', expr!] as [string, string]),
  ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr] as [string, string])),
];

/** Labels that Prometheus itself puts on whatever it scrapes, and a metric that it makes. */
const ITS_OWN = ['instance', 'job', 'le'];
/** Values of labels that a healthy gateway does not show. */
const RARE = /^(5xx|unhealthy|ejected|owner_unavailable|owner_unknown|fallback|moved)$/;

interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly value: string }[];
}

/** The selectors of a query: names that are neither functions nor labels, with their matchers. */
function selectorsIn(query: string): Selector[] {
  const bare = query.replace(/\b(by|without)\s*\([^)]*\)/g, '');
  const names = /\b([a-z][a-z0-9_]*)\b(?!\s*\()(?:\s*\{([^}]*)\})?/g;
  const withoutLabels = [...bare.matchAll(names)].filter(([, name], at, all) => {
    const { index } = all[at];
    const open = bare.lastIndexOf('{', index);
    return open === -1 || bare.indexOf('}', open) < index ? name.includes('_') || name === 'up' : false;
  });
  return withoutLabels.map(([, metric, inside = '']) => ({
    metric,
    matchers: [...inside.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].map(([, label, value]) => ({
      label,
      value,
    })),
  }));
}

/** The labels that a query groups by. */
function groupsIn(query: string): string[] {
  return [...query.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, labels]) =>
    labels.split(',').map((each) => each.trim()),
  );
}

/** The labels that the catalogue gives a metric: of a store that is not there, no sample shows them. */
function listedLabels(metric: string): readonly string[] {
  const names = [metric, metric.replace(/_(bucket|sum|count)$/, '')];
  return Object.values(METRICS).find(({ name }) => names.includes(PREFIX + name))?.labels ?? [];
}

/** The metrics of a gateway that has been through everything. */
async function aFullScrape(): Promise<Scrape> {
  const gateway = await aGateway({ backends: ['a', 'b'] });
  const { app } = gateway.application;
  const pool = app.get(PoolTable).find('main')!;
  app.get(BackendStates).setMode(pool, pool.find('a')!, 'draining', 'a test says so');
  app.get(BackendStates).setMode(pool, pool.find('a')!, 'enabled', 'a test says so');
  pool.find('a')!.probes.passed++;
  pool.find('a')!.probes.failed++;
  await gateway.kill('a');
  await gateway.fetch('/');
  await gateway.fetch('/items?item_id=1', { method: 'POST', body: 'x' });
  await gateway.kill('b');
  await gateway.fetch('/');
  await scrapeUntil(gateway, (found) => found.sum('requests_total') === 3);
  return scrape(gateway);
}

describe('what deploy/ asks of Prometheus', () => {
  let found: Scrape;

  beforeAll(async () => {
    found = await aFullScrape();
  });

  it('is something', () => {
    expect(QUERIES.length).toBeGreaterThan(30);
    for (const [, query] of QUERIES) expect(selectorsIn(query)).not.toEqual([]);
  });

  it.each(QUERIES)('%s selects what there is: %s', (_, query) => {
    const labels = new Set(ITS_OWN);
    for (const { metric, matchers } of selectorsIn(query)) {
      if (metric === 'up') continue;
      for (const label of listedLabels(metric)) labels.add(label);
      const samples = found.families
        .flatMap((family) => family.samples)
        .filter(({ name }) => name === metric);
      const isKnown =
        samples.length > 0 ||
        found.families.some(({ name }) =>
          [name, `${name}_total`, `${name}_bucket`, `${name}_count`, `${name}_sum`].includes(metric),
        );
      expect([metric, isKnown]).toEqual([metric, true]);
      for (const sample of samples) for (const label of Object.keys(sample.labels)) labels.add(label);
      if (samples.length === 0) continue;
      for (const { label, value } of matchers) {
        expect(labels).toContain(label);
        if (value.startsWith('$') || ITS_OWN.includes(label)) continue;
        const shown = samples.map((sample) => sample.labels[label]);
        for (const each of value.split('|')) if (!RARE.test(each)) expect(shown).toContain(each);
      }
    }
    for (const label of groupsIn(query)) expect(labels).toContain(label);
  });

  it('fills the dashboard’s lists from what there is', () => {
    const lists = dashboard.templating.list.flatMap(({ query }) => [
      ...query.matchAll(/label_values\((\w+), (\w+)\)/g),
    ]);
    expect(lists).toHaveLength(3);
    for (const [, metric, label] of lists) {
      const samples = found.families
        .flatMap((family) => family.samples)
        .filter(({ name }) => name === metric);
      expect(samples.length).toBeGreaterThan(0);
      if (label !== 'instance') expect(Object.keys(samples[0].labels)).toContain(label);
    }
  });

  it.each(rules.groups.flatMap((group) => group.rules))(
    '$alert names only labels that its query keeps',
    ({ expr, annotations }) => {
      const groups = groupsIn(expr);
      if (groups.length === 0) return;
      for (const [, label] of annotations.summary.matchAll(/\$labels\.(\w+)/g))
        expect(groups).toContain(label);
    },
  );
});
