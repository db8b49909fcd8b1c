/** The definition of a metric. The documentation is generated from it. */
export interface MetricDefinition {
  /** As Prometheus names them: base units, `_total` behind what only grows. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence, without its full stop. */
  readonly help: string;
  readonly labels: readonly string[];
}
