import { isJsonNumber, isJsonInteger } from '../json-number';
import { type JsonPointer } from './json-pointer';

const COMBINATIONS = ['allOf', 'anyOf', 'oneOf'];

/** The types that a schema admits, as far as it tells: none of them where it does not. */
export function typesOf(schema: JsonPointer, found = new Set<string>(), depth = 0): Set<string> {
  const { type, enum: values, const: only } = schema.fields;
  for (const each of Array.isArray(type) ? type : [type]) if (typeof each === 'string') found.add(each);
  if (type === undefined && Array.isArray(values)) for (const value of values) found.add(typeOf(value));
  if (type === undefined && only !== undefined) found.add(typeOf(only));
  // A schema that refers to itself adds no types.
  if (depth < 8)
    for (const combination of COMBINATIONS)
      for (const part of schema.child(combination)?.elements() ?? []) typesOf(part, found, depth + 1);
  return found;
}

/**
 * Returns the possible values of a text in a path, a query or a header for these types; the likeliest first.
 */
export function meaningsOf(text: string, types: ReadonlySet<string>): readonly unknown[] {
  const meanings: unknown[] = types.has('string') || types.size === 0 ? [text] : [];
  if (types.has('number') && isJsonNumber(text)) meanings.push(Number(text));
  else if (types.has('integer') && isJsonInteger(text)) meanings.push(Number(text));
  if (types.has('boolean') && (text === 'true' || text === 'false')) meanings.push(text === 'true');
  if (types.has('null') && text === '') meanings.push(null);
  return meanings.length === 0 ? [text] : meanings;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
