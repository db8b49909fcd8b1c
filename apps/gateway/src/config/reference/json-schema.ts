import { z } from 'zod';
import { gatewaySchema } from '../gateway-schema';

/** As much of JSON Schema as the documentation reads. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  /** True if it is a secret, which is never shown. */
  readonly writeOnly?: boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** The JSON Schema of `gateway.yaml`, for editors that complete keys and mark errors. */
export function gatewayJsonSchema(): JsonSchema {
  // The draft that editors know best.
  const options = { target: 'draft-07', io: 'input', unrepresentable: 'any', override: asWritten } as const;
  const schema = z.toJSONSchema(gatewaySchema, options);
  return JSON.parse(JSON.stringify({ ...schema, title: 'gateway.yaml of Load Distributer' })) as JsonSchema;
}

/** Values with a reading of their own say themselves how they are written. */
function asWritten({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  const { json } = jsonSchema;
  delete jsonSchema.json;
  Object.assign(jsonSchema, json);
  // That an object may be left out is no news.
  if (JSON.stringify(jsonSchema.default) === '{}') delete jsonSchema.default;
}
