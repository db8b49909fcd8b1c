import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(__dirname, '../../apps/gateway/src');

/** A loop over observers, or over what is named after them, that calls each of them itself. */
const OWN_LOOP = /for \((?:const|let) \w+ of [^)]*observers?\b|\bobservers?\b[\w!?.]*\.forEach\(/i;
/** A list of observers that no guard is in front of. */
const OWN_LIST = /:\s*(?:readonly\s+)?\w*Observer\[\]|(?:Array|Set)<\w*Observer>/;

function sourcesWith(pattern: RegExp): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .filter((name) => pattern.test(readFileSync(join(SOURCES, name), 'utf8')));
}

describe('observers', () => {
  it('are called by nothing but the one guard', () => {
    expect(sourcesWith(OWN_LOOP)).toEqual([]);
    expect(sourcesWith(OWN_LIST)).toEqual([]);
  });

  it.each([
    'for (const observer of this.observers) observer.told();',
    'for (const each of this.observers.values()) each.told();',
    'this.observers.forEach((each) => each.told());',
  ])('would be found in %s', (line) => expect(line).toMatch(OWN_LOOP));
});
