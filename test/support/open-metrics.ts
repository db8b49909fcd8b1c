/** One family of an exposition, with its samples. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_][a-zA-Z0-9_]*';
const LABEL = `${NAME}="(?:[^"\\\\\\n]|\\\\["\\\\n])*"`;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)$`);
const VALUE = /^(?:-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)|[+-]Inf|NaN)$/;
/** The possible suffixes of a family's name, by its type. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/**
 * Reads an OpenMetrics text as strictly as the specification allows; throws with the line that breaks it. Families
 * come in one piece, counters end in `_total`, no series comes twice, buckets only grow up to the count.
 */
export function parseOpenMetrics(text: string): Family[] {
  if (!text.endsWith('\n# EOF\n')) throw new Error('The text does not end with # EOF.');
  const families: { name: string; type: string; help: string; samples: Sample[] }[] = [];
  const names = new Set<string>();
  const series = new Set<string>();
  for (const line of text.slice(0, -'\n# EOF\n'.length).split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (comment?.[1] === 'HELP') {
      const [, , name, help] = comment;
      if (names.has(name)) throw new Error(`The family comes twice: ${line}`);
      names.add(name);
      families.push({ name, help, type: 'unknown', samples: [] });
      continue;
    }
    const family = families.at(-1);
    if (comment !== null) {
      if (family?.name !== comment[2]) throw new Error(`A type without its family: ${line}`);
      family.type = comment[3];
      continue;
    }
    const sample = sampleOf(line);
    const suffixes = SUFFIXES[family?.type ?? ''] ?? [];
    if (!suffixes.some((suffix) => sample.name === family!.name + suffix))
      throw new Error(`Out of place: ${line}`);
    const key = line.slice(0, line.lastIndexOf(' '));
    if (series.has(key)) throw new Error(`The series comes twice: ${line}`);
    series.add(key);
    family!.samples.push(sample);
  }
  for (const family of families) if (family.type === 'histogram') checkHistogram(family);
  return families;
}

function sampleOf(line: string): Sample {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || !VALUE.test(value)) throw new Error(`Not a sample: ${line}`);
  const pairs = [...labels.matchAll(new RegExp(`(${NAME})="((?:[^"\\\\]|\\\\.)*)"`, 'g'))];
  if (new Set(pairs.map(([, label]) => label)).size < pairs.length) throw new Error(`A label twice: ${line}`);
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, label, text]) => [label, unescaped(text)])),
    value: Number(value.replace('Inf', 'Infinity')),
  };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function checkHistogram({ name, samples }: Family): void {
  const last = new Map<string, { le: number; count: number }>();
  for (const { name: sample, labels, value } of samples) {
    const { le, ...others } = labels;
    const key = JSON.stringify(others);
    const before = last.get(key);
    if (sample === `${name}_bucket`) {
      const bound = Number(le.replace('Inf', 'Infinity'));
      if (before !== undefined && (bound <= before.le || value < before.count))
        throw new Error(`Buckets of ${name}${key} do not grow at ${le}.`);
      last.set(key, { le: bound, count: value });
    } else if (sample === `${name}_count` && (before?.le !== Infinity || before.count !== value)) {
      throw new Error(`The count of ${name}${key} is not its largest bucket.`);
    }
  }
}
