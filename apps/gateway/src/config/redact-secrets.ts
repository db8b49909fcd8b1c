import { gatewayJsonSchema, type JsonSchema } from './reference/json-schema';
import { MASK, withoutUrlSecrets } from './url-secrets';

/** A copy that may be shown: masked is whatever the schema calls a secret, and what is secret in a URL. */
export function redactSecrets(config: object): object {
  return masked(config, secretsOf(gatewayJsonSchema())) as object;
}

/** Where secrets stand: by key, with `*` for every entry of an object or a list; true for the secret itself. */
interface Places {
  readonly [key: string]: Places | true;
}

function masked(value: unknown, places: Places | true | undefined): unknown {
  if (value === undefined || value === null) return value;
  if (places === true) return MASK;
  if (typeof value === 'string') return withoutUrlSecrets(value, MASK);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((entry) => masked(entry, places?.['*']));
  return Object.fromEntries(
    Object.entries(value).map(([key, own]: [string, unknown]) => [
      key,
      masked(own, places?.[key] ?? places?.['*']),
    ]),
  );
}

function secretsOf(schema: JsonSchema): Places {
  const places: Record<string, Places | true> = {};
  const parts: (readonly [string, JsonSchema])[] = Object.entries(schema.properties ?? {});
  if (typeof schema.additionalProperties === 'object') parts.push(['*', schema.additionalProperties]);
  if (schema.items !== undefined) parts.push(['*', schema.items]);
  for (const [key, part] of parts) {
    const inside = part.writeOnly === true ? true : secretsOf(part);
    if (inside === true || Object.keys(inside).length > 0) places[key] = inside;
  }
  for (const choice of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    Object.assign(places, secretsOf(choice));
  return places;
}
