import { type JsonSchema } from './json-schema';
import { markdownTable } from './markdown-table';
import { code, typeAndDefault } from './value-text';

/** Objects with at most so many keys, none of them an object, are described in the table of their parent. */
const MAX_INLINE_KEYS = 2;

interface Shape {
  readonly page: string;
  readonly title: string;
  readonly properties: Readonly<Record<string, string>>;
}

interface Found {
  readonly title: string;
  readonly schema: JsonSchema;
}

/** Describes the keys of objects. A shape that occurs several times is described once; the others link to it. */
export class ObjectShapes {
  private readonly described: Shape[] = [];

  /** The table of an object, and behind it a section for each object below it. `title` is '' for a page's own object. */
  describe(page: string, title: string, schema: JsonSchema): string {
    const { properties = {} } = schema;
    const texts = Object.entries(properties).map(([key, value]) => [key, JSON.stringify(value)] as const);
    this.described.push({ page, title, properties: Object.fromEntries(texts) });
    const below: Found[] = [];
    const rows = Object.keys(properties).flatMap((key) => this.rows(page, title, key, schema, below));
    const sections = below.map((found) => this.section(page, found));
    return [markdownTable(['key', 'value', 'description'], rows), ...sections].join('\n');
  }

  private rows(page: string, title: string, key: string, parent: JsonSchema, below: Found[]): string[][] {
    const value = (parent.properties ?? {})[key];
    const objects = objectsIn(title === '' ? key : `${title}.${key}`, value);
    const isRequired = parent.required?.includes(key) === true;
    const inline = objects.length === 1 && isSmall(objects[0].schema) ? objects[0] : undefined;
    const links = inline ? [] : objects.map((found) => this.linkTo(page, found, below));
    const description = [value.description ?? '', ...links].join(' ');
    const row = [code(key), typeAndDefault(value, isRequired), description];
    return inline ? [row, ...inlineRows(key, value, inline.schema)] : [row];
  }

  private linkTo(page: string, found: Found, below: Found[]): string {
    const text = JSON.stringify(found.schema);
    const next = below.find(({ schema }) => JSON.stringify(schema) === text);
    const known = next
      ? { page, title: next.title }
      : this.described.find(({ properties }) => hasAll(properties, found.schema));
    if (known === undefined) below.push(found);
    const { page: target, title } = known ?? { page, title: found.title };
    const name = title === '' ? target.replace('.md', '') : title;
    return `Keys: [${code(name)}](${target === page ? '' : target}${title === '' ? '' : `#${slug(title)}`}).`;
  }

  /** Two objects of one parent may have one shape: the second is a link by then. */
  private section(page: string, { title, schema }: Found): string {
    return `## ${code(title)}\n\n${this.describe(page, title, schema)}`;
  }
}

/** The objects that a value is or holds, each with its path. */
function objectsIn(path: string, schema: JsonSchema): Found[] {
  const entry = schema.items ?? (schema.additionalProperties || schema);
  const title = schema.items ? `${path}[]` : schema.additionalProperties ? `${path}.<name>` : path;
  const kinds = entry.oneOf ?? [];
  if (kinds.length > 0)
    return kinds.map((kind) => ({ title: `${title} ${String(kind.properties?.type?.const)}`, schema: kind }));
  const objects = [entry, ...(entry.anyOf ?? []).filter(isDescribed)];
  return objects.flatMap((object) => (object.properties ? [{ title, schema: object }] : []));
}

/** An object that may stand instead of a short form; many are described where the short form is. */
function isDescribed({ properties = {} }: JsonSchema): boolean {
  return Object.values(properties).every(({ description }) => description !== undefined);
}

function isSmall({ properties = {} }: JsonSchema): boolean {
  const values = Object.values(properties);
  return values.length <= MAX_INLINE_KEYS && values.every((value) => objectsIn('', value).length === 0);
}

function inlineRows(
  key: string,
  { items }: JsonSchema,
  { properties = {}, required = [] }: JsonSchema,
): string[][] {
  const prefix = items ? `${key}[].` : `${key}.`;
  return Object.entries(properties).map(([name, value]) => [
    code(prefix + name),
    typeAndDefault(value, required.includes(name)),
    value.description ?? '',
  ]);
}

function hasAll(known: Readonly<Record<string, string>>, { properties = {} }: JsonSchema): boolean {
  return Object.entries(properties).every(([key, value]) => known[key] === JSON.stringify(value));
}

/** The anchor that GitHub makes of a heading. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}
