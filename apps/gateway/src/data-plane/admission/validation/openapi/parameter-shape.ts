import { type JsonPointer } from './json-pointer';
import { type RawParameters } from './raw-parameters';
import { meaningsOf, typesOf } from './coerce-value';

/** Possible values of one parameter, the likeliest first; or the reason why it has none. */
export type Meanings = readonly unknown[] | 'repeated' | 'malformed' | 'absent';

/** How one parameter is written (its `style`, OpenAPI §4.8.12.1). */
export interface ParameterShape {
  read(texts: RawParameters): Meanings;
}

const DELIMITERS: Readonly<Record<string, string>> = {
  form: ',',
  simple: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
};

/** @throws Error for a style that is not read. */
export function shapeOf(parameter: JsonPointer, place: string, name: string): ParameterShape {
  if (parameter.child('content') !== undefined) return new JsonShape(place, name);
  const schema = parameter.child('schema');
  if (schema === undefined) throw new Error('there is neither a schema nor a content');
  const inForm = place === 'query' || place === 'cookie';
  const { style = inForm ? 'form' : 'simple', explode = style === 'form' } = parameter.fields;
  const types = typesOf(schema);
  if (style === 'deepObject' && place === 'query') return new DeepObjectShape(name, schema);
  const delimiter = DELIMITERS[String(style)] as string | undefined;
  if (delimiter === undefined || (types.has('object') && types.size === 1))
    throw new Error(`the style ${String(style)} of the parameter ${name} is not supported for its type`);
  if (!types.has('array')) return new SingleShape(place, name, types);
  const items = schema.child('items');
  const itemTypes = items === undefined ? new Set<string>() : typesOf(items);
  return new ListShape(place, name, itemTypes, inForm && explode === true ? undefined : delimiter);
}

/** One text. */
class SingleShape implements ParameterShape {
  constructor(
    private readonly place: string,
    private readonly name: string,
    private readonly types: ReadonlySet<string>,
  ) {}

  read(texts: RawParameters): Meanings {
    const all = texts.of(this.place, this.name);
    if (all.length === 0) return 'absent';
    return all.length > 1 ? 'repeated' : meaningsOf(all[0], this.types);
  }
}

/** Several texts, or one with the elements between delimiters. */
class ListShape implements ParameterShape {
  constructor(
    private readonly place: string,
    private readonly name: string,
    private readonly types: ReadonlySet<string>,
    private readonly delimiter: string | undefined,
  ) {}

  read(texts: RawParameters): Meanings {
    const all = texts.of(this.place, this.name);
    if (all.length === 0) return 'absent';
    const { delimiter } = this;
    // Lines of one header are one list (RFC 9110 §5.3); elsewhere the list is in one text.
    if (delimiter !== undefined && all.length > 1 && this.place !== 'header') return 'repeated';
    const elements = delimiter === undefined ? all : all.flatMap((text) => text.split(delimiter));
    return [elements.map((text) => meaningsOf(this.place === 'header' ? text.trim() : text, this.types)[0])];
  }
}

/** `?filter[name]=x&filter[age]=3` */
class DeepObjectShape implements ParameterShape {
  constructor(
    private readonly name: string,
    private readonly schema: JsonPointer,
  ) {}

  read(texts: RawParameters): Meanings {
    const properties = this.schema.child('properties');
    // Without a prototype, `__proto__` is a name like any other.
    const value = Object.create(null) as Record<string, unknown>;
    const beginning = `${this.name}[`;
    for (const name of texts.queryNames) {
      if (!name.startsWith(beginning) || !name.endsWith(']')) continue;
      const property = name.slice(beginning.length, -1);
      const all = texts.of('query', name);
      if (all.length > 1) return 'repeated';
      const schema = properties?.child(property);
      value[property] = meaningsOf(all[0], schema === undefined ? new Set() : typesOf(schema))[0];
    }
    return Object.keys(value).length === 0 ? 'absent' : [value];
  }
}

/** JSON in one text. */
class JsonShape implements ParameterShape {
  constructor(
    private readonly place: string,
    private readonly name: string,
  ) {}

  read(texts: RawParameters): Meanings {
    const all = texts.of(this.place, this.name);
    if (all.length !== 1) return all.length === 0 ? 'absent' : 'repeated';
    try {
      return [JSON.parse(all[0]) as unknown];
    } catch {
      return 'malformed';
    }
  }
}
