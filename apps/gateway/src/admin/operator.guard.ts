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
 * Lets operators in only: who has the token, where there is one; else whoever is on this machine, but no page in their
 * browser, neither by a form of its own (Origin) nor by a name that it made lead here (Host). Never through a gateway.
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
