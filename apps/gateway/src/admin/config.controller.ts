import { ConfigWarningList } from '@app/contracts';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { redactSecrets } from '../config/redact-secrets';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { Reloader } from '../runtime/reload/reloader';
import { AdminController } from './admin.controller';

/** Shows the configuration in force. */
@AdminController('config')
export class ConfigController {
  constructor(
    private readonly configurator: GatewayConfigurator,
    private readonly reloader: Reloader,
  ) {}

  /** The configuration in force, complete and with its defaults: times in milliseconds, sizes in bytes, secrets masked. */
  @Get()
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  show(): object {
    return redactSecrets(this.configurator.running);
  }

  /** Warnings about the configuration in force. */
  @Get('warnings')
  @ApiOkResponse({ type: ConfigWarningList })
  warnings(): ConfigWarningList {
    return { warnings: this.reloader.warnings };
  }
}
