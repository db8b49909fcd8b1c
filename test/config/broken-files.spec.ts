import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsOf } from './config-of';

const FOLDER = join(__dirname, 'broken');

/** The expectations of a file: its lines that begin with `#= `. */
function expectedOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith('#= ') ? line.slice('#= '.length) : []));
}

describe('a broken gateway.yaml', () => {
  it.each(readdirSync(FOLDER))('%s is reported with every mistake and its place', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    expect(expectedOf(text)).not.toEqual([]);
    expect(findingsOf(text, { SET: 'set' })).toEqual(
      expectedOf(text).map((finding) => `gateway.yaml:${finding}`),
    );
  });
});
