import { z } from 'zod';

/** It may be shown on a terminal. */
const text = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}]{0,4096}$/u);

const record = z.object({
  id: z.string().regex(/^[\w.-]{1,128}$/),
  name: text,
  state: z.enum(['starting', 'serving', 'stopping']),
  version: text,
  host: text,
  pid: z.number().int(),
  startedAt: z.iso.datetime(),
  admin: text.nullable(),
  configFile: text.nullable(),
  configHash: text,
  workers: z.number().int(),
});

/** The description of a gateway for the other members. */
export type MemberRecord = z.output<typeof record>;

/** Undefined for what is none, or one of a version that tells something else. */
export function readMemberRecord(json: string): MemberRecord | undefined {
  try {
    return record.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
