import { type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { GatewayConfigurator } from '../gateway.configurator';
import { bearerIn, isSameSecret } from './same.secret';

/**
 * Lets operators in only: who has the token, where there is one; else whoever is on this machine, but no page in their
 * browser, neither by a form of its own (Origin) nor by a name that it made lead here (Host).
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(private readonly configurator: GatewayConfigurator) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { headers } = http.getRequest<IncomingMessage>();
    const { token } = this.configurator.running.admin;
    if (token === undefined) return this.checkOrigin(headers);
    const given = bearerIn(headers.authorization);
    if (given !== undefined && isSameSecret(given, token)) return true;
    http.getResponse<ServerResponse>().setHeader('WWW-Authenticate', 'Bearer realm="load-distributer"');
    throw new UnauthorizedException(
      given === undefined
        ? 'Send the admin token as "Authorization: Bearer …".'
        : 'This is not the admin token.',
    );
  }

  private checkOrigin({ host, origin }: IncomingMessage['headers']): boolean {
    const name = hostNameOf(`http://${host}`);
    if (name === undefined || (name !== 'localhost' && isIP(name) === 0))
      throw new ForbiddenException(
        'Without an admin token, ask for this machine by its address or as localhost.',
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
