import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigWarning, formatFinding } from '../../apps/gateway/src/config/located-issue';
import { loadConfig } from '../../apps/gateway/src/config/load-config';
import { EXAMPLE } from '../../apps/gateway/src/config/reference/example';
import { load } from './config-of';

const FOLDER = join(__dirname, 'warned');
const ROOT = join(__dirname, '../..');
const FAMILIES = join(ROOT, 'apps/gateway/src/config/warnings');

/** The expectations of a file: its lines that begin with `#= `. */
function expectedOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith('#= ') ? line.slice('#= '.length) : []));
}

function shown(warnings: readonly ConfigWarning[]): string[] {
  return warnings.map(formatFinding);
}

describe('a doubtful gateway.yaml', () => {
  it.each(readdirSync(FOLDER))('%s is in force, with every warning and its place', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    expect(expectedOf(text)).not.toEqual([]);
    expect(shown(load(text).warnings)).toEqual(expectedOf(text).map((warning) => `gateway.yaml:${warning}`));
  });

  it('is warned of what the environment says, too', () => {
    const { warnings } = load(EXAMPLE, { OTEL_SERVICE_NAME: 'edge' });
    expect(shown(warnings)).toEqual([
      'environment OTEL_SERVICE_NAME: this has no effect: it applies only with `tracing.endpoint`',
    ]);
  });
});

describe('a gateway.yaml without doubt', () => {
  it.each([
    ['no file', undefined],
    ['an empty file', '# nothing yet\n'],
    ['the example', EXAMPLE],
    ['one pool', 'pools: { shop: { backends: [a:80] } }'],
    ['routes without affinity', 'routes: [{ path: /, pool: items }]'],
  ])('is warned of nothing: %s', (_, text) => {
    expect(shown(load(text).warnings)).toEqual([]);
  });

  it.each(readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.yaml')))(
    'is warned of nothing: examples/%s',
    (file) => {
      const text = readFileSync(join(ROOT, 'examples', file), 'utf8');
      // The variables that an example reads from the environment.
      const env = Object.fromEntries(
        [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [
          name,
          name.endsWith('URL') ? 'redis://127.0.0.1:6379' : 'k'.repeat(40),
        ]),
      );
      const { warnings } = loadConfig({
        env,
        cwd: join(ROOT, 'examples'),
        file,
      });
      expect(shown(warnings)).toEqual([]);
    },
  );
});

describe('a family of warnings', () => {
  const families = readdirSync(FAMILIES).flatMap((file) => /^(\w+)-warnings\.ts$/.exec(file)?.[1] ?? []);
  const documented = readFileSync(join(ROOT, 'docs/reference/warnings.md'), 'utf8');

  it.each(families)('is tried, listed and documented: %s', (family) => {
    // Certificates are files, and are tried in a spec of their own.
    if (family !== 'certificate') expect(readdirSync(FOLDER)).toContain(`${family}.txt`);
    expect(readFileSync(join(FAMILIES, 'warnings.ts'), 'utf8')).toContain(`./${family}-warnings'`);
    expect(documented).toContain(`| ${family} `);
  });
});
