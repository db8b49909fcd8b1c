import { type IncomingMessage, type ServerResponse } from 'node:http';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { GatewayConfigurator } from '../gateway.configurator';
import { bearerIn, isSameSecret } from './same.secret';

/** Lets backends in that have the token of the registry. The operator's token opens nothing here, nor this one elsewhere. */
@Injectable()
export class RegistryGuard implements CanActivate {
  constructor(private readonly configurator: GatewayConfigurator) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { token } = this.configurator.running.registry;
    if (token === undefined)
      throw new ForbiddenException('No backend can announce itself here: there is no registry.token.');
    const given = bearerIn(http.getRequest<IncomingMessage>().headers.authorization);
    if (given !== undefined && isSameSecret(given, token)) return true;
    const realm = 'Bearer realm="load-distributer registry"';
    http.getResponse<ServerResponse>().setHeader('WWW-Authenticate', realm);
    throw new UnauthorizedException('Send the token of the registry as "Authorization: Bearer …".');
  }
}
