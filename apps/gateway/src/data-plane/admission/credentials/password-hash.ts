import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { compare } from 'bcryptjs';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** `$scrypt$ln=15,r=8,p=1$salt$hash`, salt and hash in base64, or bcrypt's own form. */
const SCRYPT =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{16,128})={0,2}\$([A-Za-z0-9+/]{22,128})={0,2}$/;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const MAX_BCRYPT_COST = 12;
/** bcrypt ignores what is longer, so that any password with this beginning would match. */
const MAX_BCRYPT_BYTES = 72;
const MAX_SCRYPT_MEMORY = 64 * 1024 * 1024;

/**
 * Returns why a hash is not accepted, or undefined. With a hash that is too expensive, strangers could stop the
 * gateway.
 */
export function troubleWithHash(hash: string): string | undefined {
  const [, cost] = BCRYPT.exec(hash) ?? [];
  if (cost !== undefined)
    return Number(cost) <= MAX_BCRYPT_COST ? undefined : `a bcrypt cost above ${MAX_BCRYPT_COST}`;
  const parameters = scryptParameters(hash);
  if (parameters === undefined) return 'a hash that is neither bcrypt nor scrypt';
  const { N, r, p } = parameters;
  return 128 * N * r * p <= MAX_SCRYPT_MEMORY ? undefined : 'a scrypt cost above 64 MiB';
}

/**
 * Returns true if the password has this hash. The hash decides how long this takes; a text that is no hash
 * never matches.
 */
export async function matchesPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (hash === undefined) return false;
  if (BCRYPT.test(hash)) return Buffer.byteLength(password) <= MAX_BCRYPT_BYTES && compare(password, hash);
  const parameters = scryptParameters(hash);
  if (parameters === undefined) return false;
  const { salt, digest, ...cost } = parameters;
  return timingSafeEqual(await derive(password, salt, digest.length, cost), digest);
}

function scryptParameters(hash: string) {
  const [, ln, r, p, salt, digest] = SCRYPT.exec(hash) ?? [];
  if (ln === undefined) return undefined;
  const [N, blocks] = [2 ** Number(ln), Number(r)];
  return {
    N,
    r: blocks,
    p: Number(p),
    maxmem: 2 * MAX_SCRYPT_MEMORY,
    salt: Buffer.from(salt, 'base64'),
    digest: Buffer.from(digest, 'base64'),
  };
}
