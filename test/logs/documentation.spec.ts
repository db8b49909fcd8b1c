import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_CONTEXTS } from '../../apps/gateway/src/telemetry/logs/log-contexts';

const SOURCE = join(__dirname, '../../apps/gateway/src');

/** Every name that a logger of the gateway is made with. */
function namesInCode(): string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  const code = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  return code.flatMap((file) =>
    [...readFileSync(join(SOURCE, file), 'utf8').matchAll(/new Logger\(([^)]*)\)/g)].map(([, name]) =>
      name.replaceAll("'", ''),
    ),
  );
}

describe('who speaks in the log', () => {
  it.each(namesInCode())('is listed: %s', (name) => {
    expect(Object.keys(LOG_CONTEXTS)).toContain(name);
  });

  it('is the only one', () => {
    const others = ['Log', 'ExceptionsHandler', 'Program', 'Node'];
    expect(
      Object.keys(LOG_CONTEXTS)
        .filter((name) => !others.includes(name))
        .sort(),
    ).toEqual([...new Set(namesInCode())].sort());
  });
});
