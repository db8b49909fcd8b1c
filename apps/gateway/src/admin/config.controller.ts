import { ConfigWarningList } from '@app/contracts';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { redactSecrets } from '../config/redact-secrets';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { Reloader } from '../runtime/reload/reloader';
import { AdminController } from './admin.controller';

/** What is in force. */
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

  /** What is allowed in the configuration in force, but does something else than it seems to. */
  @Get('warnings')
  @ApiOkResponse({ type: ConfigWarningList })
  warnings(): ConfigWarningList {
    return { warnings: this.reloader.warnings };
  }
}
