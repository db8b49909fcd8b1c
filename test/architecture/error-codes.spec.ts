import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const ERRORS = join(ROOT, 'apps/gateway/src/data-plane/errors');
const REQUEST_PATH = readFileSync(join(ROOT, 'docs/explanation/request-path.md'), 'utf8');

/** Every `status code` that a class of errors/ can end a request with. */
function exitsInCode(): string[] {
  const sources = readdirSync(ERRORS).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  const classes = sources.flatMap((name) =>
    readFileSync(join(ERRORS, name), 'utf8').split(/^export class /m),
  );
  return classes.flatMap((source) => {
    const status = /readonly status = (\d{3})/.exec(source)?.[1];
    // A class with several codes lists them as the type of its `code`.
    const codes = /readonly code\b([^;,]*)/.exec(source)?.[1].match(/'(\w+)'/g) ?? [];
    return status === undefined ? [] : codes.map((code) => `${status} ${code.slice(1, -1)}`);
  });
}

/** Every `status code` that the tables of the page list. */
function exitsInDocs(): string[] {
  return [...REQUEST_PATH.matchAll(/^\| (\d{3}) +\| `(\w+)` +\|/gm)].map(
    ([, status, code]) => `${status} ${code}`,
  );
}

describe('docs/explanation/request-path.md', () => {
  it.each(exitsInCode())('tells when a request ends with %s', (exit) => {
    expect(exitsInDocs()).toContain(exit);
  });

  it('tells of no exit that does not exist', () => {
    const existing = new Set(exitsInCode());
    expect(exitsInDocs().filter((exit) => !existing.has(exit))).toEqual([]);
  });
});
