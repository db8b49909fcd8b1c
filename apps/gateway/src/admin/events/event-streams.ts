import { type ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy, ServiceUnavailableException } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { Clock, type Timer } from '../../platform/clock';
import { EventLog, type LoggedEvent } from './event-log';
import { EventStream } from './event-stream';

/** Readers at once. */
const MAX_STREAMS = 100;
/** Less than any proxy waits for a sign of life. */
const HEARTBEAT_MS = 15_000;

/** The streams of events that operators have open. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly streams = new Map<EventStream, string | undefined>();
  private timer: Timer | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly configurator: GatewayConfigurator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Answers with the given events and each one that follows, until the reader leaves or falls behind.
   *
   * @throws ServiceUnavailableException when there are as many readers as there may be.
   */
  open(response: ServerResponse, past: readonly LoggedEvent[]): void {
    if (this.streams.size >= MAX_STREAMS)
      throw new ServiceUnavailableException(`There are already ${MAX_STREAMS} open event streams.`);
    const stream = new EventStream(response);
    const stopFollowing = this.log.follow((logged) => stream.send(logged));
    this.streams.set(stream, this.configurator.running.admin.token);
    response.on('close', () => {
      stopFollowing();
      this.streams.delete(stream);
    });
    for (const logged of past) stream.send(logged);
    this.timer ??= this.clock.every(HEARTBEAT_MS, () => this.beat());
  }

  /** Ends all of them; readers come back, and begin behind what they have read. */
  end(): void {
    for (const stream of this.streams.keys()) stream.end();
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
    this.end();
  }

  private beat(): void {
    const { token } = this.configurator.running.admin;
    for (const [stream, opened] of this.streams) {
      // A reader that used a token which has changed since must reconnect with the new one.
      if (opened === token) stream.beat();
      else stream.end();
    }
  }
}
