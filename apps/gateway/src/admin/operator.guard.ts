import { type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { checkBearer } from './check-bearer';
import { checkDirect } from './direct-check';

const REFUSAL = {
  realm: 'load-distributer',
  whenMissing: 'Send the admin token as "Authorization: Bearer …".',
  whenWrong: 'This is not the admin token.',
};

/**
 * Admits operators only. With a token, they are the clients that send it. Without one, they are the programs on this
 * machine, except pages in a browser, whether by a form (Origin) or by a name that resolves to this machine (Host).
 * Requests through a gateway are never admitted.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(private readonly configurator: GatewayConfigurator) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<IncomingMessage>();
    checkDirect(request);
    const { token } = this.configurator.running.admin;
    if (token !== undefined) return checkBearer(context, token, REFUSAL);
    return this.checkOrigin(request.headers);
  }

  private checkOrigin({ host, origin }: IncomingMessage['headers']): boolean {
    const name = hostNameOf(`http://${host}`);
    if (name === undefined || (name !== 'localhost' && isIP(name) === 0))
      throw new ForbiddenException(
        'Without an admin token, send requests to this machine by its address or as localhost.',
      );
    if (origin !== undefined && origin !== `http://${host}`)
      throw new ForbiddenException('Pages of other origins may not do this.');
    return true;
  }
}

/** The host that a URL names, an IPv6 address without its brackets. */
function hostNameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
}
