import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ConfigError } from './config.error';
import { findingsOf } from './located-issues';
import { ALLOWED, schemaMistakes } from './schema-issues';
import { type Backend, backend } from './schema/backend';
import { distinct } from './schema/objects';
import { YamlSource } from './yaml-source';

const backends = z
  .array(backend, 'a list of backends')
  .check(
    distinct<Backend>('url', 'a URL that no other backend of the list has'),
    distinct<Backend>('id', 'an id that no other backend of the list has'),
  );

/**
 * Reads a list of backends, written as under `backends` in `gateway.yaml`, in YAML or JSON.
 *
 * @param name what findings call the text.
 * @throws ConfigError with every mistake when there is one.
 */
export function readBackendList(text: string, name: string): readonly Backend[] {
  const plain = backends.safeParse(jsonIn(text));
  if (plain.success) return plain.data;
  const source = new YamlSource(text, {});
  const draft = isDeepStrictEqual(source.value, {}) ? undefined : source.value;
  const read = backends.safeParse(draft, { error: ALLOWED });
  const mistakes = [...source.mistakes, ...schemaMistakes(read.error?.issues ?? [], draft)];
  if (read.success && mistakes.length === 0) return read.data;
  const context = { file: name, source, draft, overrides: [] };
  throw new ConfigError(findingsOf(source.readable ? mistakes : source.mistakes, context));
}

/** JSON is read several times as fast as YAML; where there is a mistake, its place is found by reading it as YAML again. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
