import { type IncomingMessage } from 'node:http';
import { Ping } from '@app/contracts';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

/** Says which instance answered. */
@ApiTags('ping')
@Controller('ping')
export class PingController {
  @ApiOperation({ summary: 'Which instance are you?' })
  @ApiOkResponse({ type: Ping, description: 'The port of this instance' })
  @Get()
  ping(@Req() request: IncomingMessage): Ping {
    // The port in use, which the configuration does not know when it says "any".
    return { port: request.socket.localPort! };
  }
}
