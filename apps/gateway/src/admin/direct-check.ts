import { type IncomingMessage } from 'node:http';
import { ForbiddenException } from '@nestjs/common';
import { VIA } from '../data-plane/http/request-head';

/**
 * Lets requests pass that did not come through a gateway, this one or another. The public port is for clients: where a
 * backend leads to an admin port, a request of theirs would come from a machine that may operate it.
 *
 * @throws ForbiddenException for a request that a gateway has forwarded.
 */
export function checkDirect({ headers }: IncomingMessage): void {
  const hops = headers.via?.split(',') ?? [];
  if (hops.some((hop) => hop.trim() === VIA))
    throw new ForbiddenException('This request came through a gateway. Send it to the admin port directly.');
}
