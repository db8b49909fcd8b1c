import { type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ITEMS_API_CONFIG, type ItemsApiConfig } from '../config/items-api.config';

/**
 * Lets the server stop without cutting a request short: when the application closes, it is "not ready" at once, every
 * answer says `Connection: close`, and what is still open after the time-out is cut.
 */
@Injectable()
export class Drain implements OnModuleInit, BeforeApplicationShutdown {
  private readonly unanswered = new Set<ServerResponse>();
  private stopping = false;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(ITEMS_API_CONFIG) private readonly config: ItemsApiConfig,
  ) {}

  /** True if the instance has begun to stop, and should get no new requests. */
  get begun(): boolean {
    return this.stopping;
  }

  onModuleInit(): void {
    const { unanswered } = this;
    function forget(this: ServerResponse): void {
      unanswered.delete(this);
    }
    this.server().prependListener('request', (_request, response) => {
      if (this.stopping) response.setHeader('Connection', 'close');
      unanswered.add(response);
      response.once('close', forget);
    });
  }

  /** Nest closes the listener, and with it every idle connection, when this is done. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const response of this.unanswered) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    if (this.config.stopDelay > 0) await wait(this.config.stopDelay);
    void wait(this.config.stopTimeout, undefined, { ref: false }).then(() =>
      this.server().closeAllConnections(),
    );
  }

  private server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
