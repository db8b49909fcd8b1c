import { gatewayJsonSchema, type JsonSchema } from '../../apps/gateway/src/config/reference/json-schema';

/** The keys that lead to a value; `{}` stands for any key of an object, `[]` for a place in a list. */
export type Place = readonly string[];

/** A place where a secret stands, or a URL, which may hold one. */
export interface SecretPlace {
  readonly name: string;
  readonly place: Place;
  readonly isSecret: boolean;
}

/** All places that the schema knows. */
export function secretPlaces(): SecretPlace[] {
  const places = new Map<string, SecretPlace>();
  const walk = (schema: JsonSchema, place: Place): void => {
    const isUrl = typeof schema.title === 'string' && schema.title.includes('URL');
    const [name, isSecret] = [place.join('.'), schema.writeOnly === true];
    if (isSecret || isUrl) places.set(name, { name, place, isSecret });
    for (const [key, part] of Object.entries(schema.properties ?? {})) walk(part, [...place, key]);
    if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, [...place, '{}']);
    if (schema.items !== undefined) walk(schema.items, [...place, '[]']);
    for (const choice of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
      walk(choice, place);
  };
  walk(gatewayJsonSchema(), []);
  return [...places.values()];
}

/** Settings that have this value at this place, and nothing else. */
export function settingsWith([key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  const inside = settingsWith(rest, value);
  if (key === '[]') return [inside];
  return { [key === '{}' ? 'some' : key]: inside };
}

/** Returns true if settings have a value at this place. */
export function hasPlace(settings: unknown, [key, ...rest]: Place): boolean {
  if (key === undefined) return settings !== undefined;
  if (typeof settings !== 'object' || settings === null) return false;
  if (key === '[]' || key === '{}') return Object.values(settings).some((each) => hasPlace(each, rest));
  return hasPlace((settings as Readonly<Record<string, unknown>>)[key], rest);
}
