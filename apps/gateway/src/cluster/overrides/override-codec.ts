import { z } from 'zod';
import { backend } from '../../config/schema/backend';
import { type VersionedOverride } from './versioned-override';

const weight = z.number().int().min(0).max(1000);

/** One line, as operators may say it; it may be shown on a terminal. */
const reason = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}]{0,200}$/u);

const record = z.object({
  listed: z.object({ url: z.string(), weight }).optional(),
  member: z.union([z.literal('removed'), backend]).optional(),
  weight: weight.optional(),
  mode: z.object({ mode: z.enum(['enabled', 'draining', 'disabled']), reason, url: z.string() }).optional(),
});

/** As it is in Redis: the moment and the gateway, which scripts compare, and the rest as JSON. */
export function encodeOverride({ at, by, listed, override: word }: VersionedOverride): string {
  const { member, weight, mode } = word;
  return `${at} ${by} ${JSON.stringify({ listed, member, weight, mode })}`;
}

/** @param field `pool/id`. @returns undefined for what is not one of ours, or of a version to come. */
export function decodeOverride(field: string, text: string): VersionedOverride | undefined {
  const [, at, by, json] = /^(\d{1,15}) (\S+) (.+)$/s.exec(text) ?? [];
  const slash = field.indexOf('/');
  if (json === undefined || slash <= 0) return undefined;
  const { success, data } = record.safeParse(parsed(json));
  if (!success) return undefined;
  const { listed, ...said } = data;
  const [pool, id] = [field.slice(0, slash), field.slice(slash + 1)];
  return { at: Number(at), by, listed, override: { pool, id, ...said } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
