import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES } from './support/running-example';

describe.each(readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml')))('examples/%s', (name) => {
  it('tells editors where the schema is', () => {
    const [first] = readFileSync(join(EXAMPLES, name), 'utf8').split('\n');
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
    expect(existsSync(join(EXAMPLES, schema))).toBe(true);
  });

  it('is run by a test of its own', () => {
    expect(existsSync(join(__dirname, name.replace('.yaml', '.spec.ts')))).toBe(true);
  });
});
