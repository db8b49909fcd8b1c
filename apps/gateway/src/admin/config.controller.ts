import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { withoutSecrets } from '../config/without-secrets';
import { GatewayConfigurator } from '../gateway.configurator';
import { AdminController } from './admin.controller';

/** What is in force. */
@AdminController('config')
export class ConfigController {
  constructor(private readonly configurator: GatewayConfigurator) {}

  /** The configuration in force, complete and with its defaults: times in milliseconds, sizes in bytes, secrets masked. */
  @Get()
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  show(): object {
    return withoutSecrets(this.configurator.running);
  }
}
