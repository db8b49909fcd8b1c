import { Injectable } from '@nestjs/common';
import { AmbiguousPathError, NoRouteError } from '../../errors/routing.errors';
import { PoolRegistry } from '../../upstream/pool.registry';
import { type Exchange } from '../exchange';
import { type Route } from './route';
import { RouteTable } from './route.table';

/** What the configuration says of one route. */
export interface RouteSettings extends Route {
  readonly pool?: string | undefined;
  readonly affinity: readonly string[];
  readonly timeouts?: { readonly response?: number | undefined } | undefined;
}

/** Finds the route that serves a request, and the pool it leads to. */
@Injectable()
export class Router {
  private table = new RouteTable<RouteSettings>([]);

  constructor(private readonly registry: PoolRegistry) {}

  /** Replaces all routes at once. */
  apply(routes: readonly RouteSettings[]): void {
    this.table = new RouteTable(routes);
  }

  /** @throws NoRouteError, AmbiguousPathError */
  route(exchange: Exchange): RouteSettings {
    const { head, request } = exchange;
    const match = this.table.match(head.method, head.host, head.path, request);
    if (match.kind === 'none') throw new NoRouteError();
    if (match.kind !== 'route') throw new AmbiguousPathError(match.reason);
    const { route } = match;
    const pool = route.pool === undefined ? undefined : this.registry.find(route.pool);
    if (pool === undefined) throw new NoRouteError();
    exchange.pool = pool;
    exchange.responseTimeout = route.timeouts?.response;
    return route;
  }
}
