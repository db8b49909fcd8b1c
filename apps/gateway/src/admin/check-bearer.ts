import { createHash, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type ExecutionContext, UnauthorizedException } from '@nestjs/common';

/** The response to a request without the right token. */
export interface Refusal {
  /** Names what the token opens. */
  readonly realm: string;
  readonly whenMissing: string;
  readonly whenWrong: string;
}

/**
 * Answers true for a request that sends this token as `Authorization: Bearer …`.
 *
 * @throws UnauthorizedException for any other, and challenges it (RFC 6750, section 3).
 */
export function checkBearer(context: ExecutionContext, token: string, refusal: Refusal): true {
  const http = context.switchToHttp();
  const given = bearerIn(http.getRequest<IncomingMessage>().headers.authorization);
  if (given !== undefined && isSameSecret(given, token)) return true;
  const response = http.getResponse<ServerResponse>();
  response.setHeader('WWW-Authenticate', `Bearer realm="${refusal.realm}"`);
  throw new UnauthorizedException(given === undefined ? refusal.whenMissing : refusal.whenWrong);
}

function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

/** Takes the same time wherever they differ. */
function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(first, second);
}
