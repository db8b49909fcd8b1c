import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { loadConfig } from '../../apps/gateway/src/config/load-config';
import { inFolder } from '../config/config-of';
import { type Fence, fencesOf, pages } from './support/pages';

const FILE_NAME = /^[\w./-]+\.(pem|key|crt|yaml|json|token)$/;

/**
 * The blocks that are configuration. A block with the mark `in=a.b` is what stands below these keys; one with the mark
 * `other` is a file of another kind.
 */
const blocks = pages().flatMap((page) =>
  fencesOf(page)
    .filter(({ language, marks }) => language === 'yaml' && marks.other === undefined)
    .map((fence) => [`${page}:${fence.line}`, fence] as const),
);

function wholeFile({ marks, text }: Fence): string {
  if (marks.in === undefined) return text;
  const keys = marks.in.split('.').reverse();
  return JSON.stringify(keys.reduce<unknown>((inner, key) => ({ [key]: inner }), parse(text)));
}

/** Names of files in a configuration are made to exist; what is in them is another test's. */
function makeFiles(folder: string, value: unknown): void {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) makeFiles(folder, inner);
  if (typeof value !== 'string' || !FILE_NAME.test(value)) return;
  mkdirSync(join(folder, dirname(value)), { recursive: true });
  writeFileSync(join(folder, value), '');
}

function environmentOf(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  return Object.fromEntries(
    names.map((name) => [name, name.endsWith('URL') ? 'redis://127.0.0.1:6379' : 'k'.repeat(40)]),
  );
}

describe('a configuration in the documentation', () => {
  it.each(blocks)('is accepted: %s', (_, fence) => {
    const text = wholeFile(fence);
    inFolder((cwd) => {
      makeFiles(cwd, parse(text));
      writeFileSync(join(cwd, 'gateway.yaml'), text);
      expect(() => loadConfig({ env: environmentOf(text), cwd })).not.toThrow();
    });
  });
});
