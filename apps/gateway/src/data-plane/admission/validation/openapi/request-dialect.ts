type Json = Readonly<Record<string, unknown>>;

/** Keywords whose values are data and no schemas. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const']);

/**
 * Returns the document with its schemas translated to JSON Schema 2020-12 for requests. Properties that only
 * responses must have are not required. Keywords of OpenAPI 3.0 (`nullable`, `exclusiveMinimum: true`, a
 * reference that hides its neighbours) become those of JSON Schema.
 */
export function asRequestsAreHeldTo(document: Json): Json {
  const isOld = String(document.openapi).startsWith('3.0');
  return translated(document, isOld) as Json;
}

function translated(value: unknown, isOld: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => translated(each, isOld));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as Json;
  if (isOld && typeof $ref === 'string') return { $ref };
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, DATA.has(key) ? each : translated(each, isOld)]),
  );
  return withoutReadOnly(isOld ? inNewWords(schema) : schema);
}

function withoutReadOnly(schema: Json): Json {
  const { required, properties } = schema;
  if (!Array.isArray(required) || typeof properties !== 'object' || properties === null) return schema;
  const isReadOnly = (name: unknown): boolean =>
    ((properties as Json)[String(name)] as Json | undefined)?.readOnly === true;
  return { ...schema, required: required.filter((name) => !isReadOnly(name)) };
}

function inNewWords(schema: Json): Json {
  return nullIn(boundIn(boundIn(schema, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum'));
}

function boundIn(schema: Json, bound: string, exclusive: string): Json {
  if (typeof schema[exclusive] !== 'boolean') return schema;
  const { [bound]: limit, [exclusive]: isExclusive, ...rest } = schema;
  return limit === undefined ? rest : { ...rest, [isExclusive ? exclusive : bound]: limit };
}

function nullIn(schema: Json): Json {
  if (typeof schema.nullable !== 'boolean') return schema;
  const { nullable, ...rest } = schema;
  if (!nullable) return rest;
  const { type, ...others } = rest;
  if (typeof type === 'string' && others.enum === undefined) return { ...rest, type: [type, 'null'] };
  return { anyOf: [{ type: 'null' }, rest] };
}
