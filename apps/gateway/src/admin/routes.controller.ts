import { RouteList, type RouteStatus } from '@app/contracts';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { type RouteConfig } from '../config/gateway-config';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { AdminController } from './admin.controller';

/** Which requests go where. */
@AdminController('routes')
export class RoutesController {
  constructor(private readonly configurator: GatewayConfigurator) {}

  /** All routes. The most specific one that matches serves a request; order breaks ties. */
  @Get()
  @ApiOkResponse({ type: RouteList })
  list(): RouteList {
    return { routes: this.configurator.running.routes.map(statusOf) };
  }
}

function statusOf(route: RouteConfig): RouteStatus {
  const { name, host, path, methods, headers, pool, affinity, redirect, respond } = route;
  const answers = redirect?.status ?? respond?.status;
  return {
    name,
    host: host ?? null,
    path,
    methods: methods ?? null,
    headers: Object.keys(headers ?? {}),
    pool: pool ?? null,
    affinity,
    ...(answers !== undefined && { answers }),
  };
}
