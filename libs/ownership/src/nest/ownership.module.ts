import { type DynamicModule, Global, Inject, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Ownership } from '../ownership';
import { type OwnershipOptions } from '../ownership-options';

/** The parts of an HTTP adapter of Nest that mount a guard. */
interface Adapter {
  getType(): string;
  getInstance(): { addHook(name: string, hook: Ownership['fastifyHook']): unknown };
  use(middleware: Ownership['middleware']): unknown;
}

/**
 * Guards a Nest application with Express or Fastify. Nest creates the module before it mounts its body parsers, so that no body
 * is read for a request that is refused. `Ownership` can be injected.
 */
@Global()
@Module({})
export class OwnershipModule {
  static forRoot(options: OwnershipOptions | Ownership): DynamicModule {
    const ownership = options instanceof Ownership ? options : new Ownership(options);
    return {
      module: OwnershipModule,
      providers: [{ provide: Ownership, useValue: ownership }],
      exports: [Ownership],
    };
  }

  constructor(host: HttpAdapterHost, @Inject(Ownership) ownership: Ownership) {
    const adapter = host.httpAdapter as unknown as Adapter;
    if (adapter.getType() === 'fastify') adapter.getInstance().addHook('onRequest', ownership.fastifyHook);
    else adapter.use(ownership.middleware);
  }
}
