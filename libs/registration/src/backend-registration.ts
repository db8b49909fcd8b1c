import { type Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Announcer } from './announcer';
import {
  BACKEND_REGISTRATION_OPTIONS,
  type BackendRegistrationOptions,
} from './backend-registration-options';
import { ownUrl } from './own-url';

const USUAL_DELAY = 500;

/** Announces the application from when it listens until it begins to stop. */
@Injectable()
export class BackendRegistration implements OnApplicationBootstrap, OnModuleDestroy {
  private announcers: readonly Announcer[] = [];
  private isStopping = false;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(BACKEND_REGISTRATION_OPTIONS) private readonly options: BackendRegistrationOptions,
  ) {}

  /** Nest bootstraps before it listens, and no request should arrive before that. */
  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    if (server.listening) this.begin(server);
    else server.once('listening', () => this.begin(server));
  }

  /** The first thing that Nest does when it closes: whatever is sent here until the gateways know is still served. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    const wereThere = await Promise.all(this.announcers.map((announcer) => announcer.leave()));
    const { leaveDelay = USUAL_DELAY } = this.options;
    if (wereThere.includes(true) && leaveDelay > 0) await wait(leaveDelay);
  }

  private begin(server: Server): void {
    if (this.isStopping) return;
    const url = this.options.self ?? ownUrl(server);
    this.announcers = this.options.gateways.map((gateway) => new Announcer(gateway, url, this.options));
    for (const announcer of this.announcers) announcer.begin();
  }
}
