import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header field with the signature of a message. */
export const SIGNATURE_HEADER = 'x-handoff-signature';
/** Seconds by which a signature may be older or newer than the clock of the backend. */
const MAX_AGE = 300;
/** A header has one time and one signature; during the change of a secret, it may have several. */
const MAX_PARTS = 8;
const TIME = /^t=(\d{1,12})$/;
const SIGNATURE = /^v1=([0-9a-f]{64})$/i;

/** The field value that signs a body: `t=<unix seconds>,v1=<hex of HMAC-SHA256(secret, t + "." + body)>`. */
export function sign(secret: string, body: Buffer | string, now: number): string {
  const time = String(Math.floor(now / 1_000));
  return `t=${time},v1=${hmac(secret, time, body).toString('hex')}`;
}

/** Returns true if one of the secrets has signed this body within the last 300 seconds. `now` is in milliseconds. */
export function isSigned(
  secrets: readonly string[],
  header: string | undefined,
  body: Buffer,
  now: number,
): boolean {
  const parts = header?.split(',', MAX_PARTS + 1).map((part) => part.trim()) ?? [];
  if (parts.length > MAX_PARTS) return false;
  const times = parts.flatMap((part) => TIME.exec(part)?.[1] ?? []);
  const signatures = parts.flatMap((part) => SIGNATURE.exec(part)?.[1] ?? []);
  if (times.length !== 1 || Math.abs(now / 1_000 - Number(times[0])) > MAX_AGE) return false;
  const expected = secrets.map((secret) => hmac(secret, times[0], body));
  return signatures.some((signature) => {
    const given = Buffer.from(signature, 'hex');
    return expected.some((own) => timingSafeEqual(own, given));
  });
}

function hmac(secret: string, time: string, body: Buffer | string): Buffer {
  return createHmac('sha256', secret).update(`${time}.`).update(body).digest();
}
