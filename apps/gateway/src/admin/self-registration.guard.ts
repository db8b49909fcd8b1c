import { type IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { checkBearer } from './check-bearer';
import { checkDirect } from './direct-check';

const HINT = 'Send the token for self-registration as "Authorization: Bearer …".';
const REFUSAL = { realm: 'load-distributer registry', whenMissing: HINT, whenWrong: HINT };

/** Lets backends in that have the token of the registry. The operator's token opens nothing here, nor this one elsewhere. */
@Injectable()
export class SelfRegistrationGuard implements CanActivate {
  constructor(private readonly configurator: GatewayConfigurator) {}

  canActivate(context: ExecutionContext): boolean {
    checkDirect(context.switchToHttp().getRequest<IncomingMessage>());
    const { token } = this.configurator.running.selfRegistration;
    if (token === undefined)
      throw new ForbiddenException(
        'Backends cannot register themselves here: `selfRegistration.token` is not set.',
      );
    return checkBearer(context, token, REFUSAL);
  }
}
