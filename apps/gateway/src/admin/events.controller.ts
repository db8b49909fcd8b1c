import { EventQuery, GatewayEvent } from '@app/contracts';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { AdminController } from './admin.controller';
import { EventLog } from './events/event-log';
import { EventStreams } from './events/event-streams';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Checked } from './requests/checked.decorator';

/** Streams events as they happen. */
@AdminController('events')
export class EventsController {
  constructor(
    private readonly log: EventLog,
    private readonly streams: EventStreams,
  ) {}

  /** Server-sent events: changes of state, backends that come and go, reloads, sticky sessions that move. */
  @Get()
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Sends only events after this one.' })
  @ApiOkResponse({ type: GatewayEvent, description: 'The data of each event.' })
  @ApiProblem(503, 'There are too many open event streams.')
  stream(
    @Checked({ query: EventQuery }) { query }: { query: EventQuery },
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
  ): void {
    const last = request.headers['last-event-id'];
    this.streams.open(
      response,
      typeof last === 'string' && last !== '' ? this.log.since(last) : this.log.latest(query.recent),
    );
  }
}
