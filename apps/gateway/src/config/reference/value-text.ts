import { type JsonSchema } from './json-schema';

/** The type of a value and its default, for a cell of a table. */
export function typeAndDefault(schema: JsonSchema, isRequired: boolean): string {
  const type = typeOf(schema);
  if (schema.default !== undefined) return `${type}; default ${code(schema.default)}`;
  return isRequired ? `${type}; required` : type;
}

export function typeOf(schema: JsonSchema): string {
  const {
    title,
    type,
    enum: values,
    const: constant,
    minimum,
    maximum,
    items,
    additionalProperties,
  } = schema;
  if (items?.oneOf) return 'list of objects';
  if (items) return `list: ${typeOf(items)}`;
  if (additionalProperties) return `object, ${typeOf(additionalProperties)} by name`;
  if (constant !== undefined) return code(constant);
  if (values) return values.map(code).join(', ');
  const range = title === 'whole number' ? `, ${minimum} to ${maximum}` : '';
  return `${title ?? (type === 'string' ? 'text' : String(type))}${range}`;
}

/** A value as it is written in the file. */
export function code(value: unknown): string {
  return `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}
