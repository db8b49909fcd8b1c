import { Injectable } from '@nestjs/common';
import { BadRequestError } from '../errors/client.errors';
import { AmbiguousPathError, NoRouteError } from '../errors/routing.errors';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { PoolTable } from '../upstream/pool-table';
import { preflightMethod } from './cors-policy';
import { type Exchange } from '../exchange/exchange';
import { ProxyRoute, type RouteSettings } from './proxy-route';
import { type RouteMatch } from './route';
import { RouteTable } from './route-table';
import { upstreamTarget } from './upstream-target';

/** Finds the route that serves a request, and the pool it leads to. */
@Injectable()
export class Router implements RuntimePart {
  private table = new RouteTable<ProxyRoute>([]);
  private servesPreflights = false;

  constructor(private readonly registry: PoolTable) {}

  prepare({ routes }: { readonly routes: readonly RouteSettings[] }): Commit {
    const table = new RouteTable(routes.map((settings) => new ProxyRoute(settings)));
    const servesPreflights = routes.some(({ cors }) => cors !== undefined);
    return () => {
      this.table = table;
      this.servesPreflights = servesPreflights;
    };
  }

  /** @throws NoRouteError, AmbiguousPathError, BadRequestError */
  route(exchange: Exchange): ProxyRoute {
    const match = this.matchOf(exchange);
    if (match.kind === 'none') throw new NoRouteError();
    if (match.kind !== 'route') {
      throw match.kind === 'malformed'
        ? new BadRequestError(match.reason)
        : new AmbiguousPathError(match.reason);
    }
    const { route } = match;
    exchange.route = route;
    route.cors?.announce(exchange);
    if (route.pool !== undefined) this.lead(exchange, route, route.pool);
    return route;
  }

  private matchOf(exchange: Exchange): RouteMatch<ProxyRoute> {
    const { head, request } = exchange;
    if (this.servesPreflights) {
      // The question belongs to the route that would serve the request it is about.
      const asked = preflightMethod(head.method, request.rawHeaders);
      const match = asked && this.table.match(asked, head.host, head.path, request);
      if (match && match.kind === 'route' && match.route.cors !== undefined) {
        exchange.isPreflight = true;
        return match;
      }
    }
    return this.table.match(head.method, head.host, head.path, request);
  }

  private lead(exchange: Exchange, route: ProxyRoute, poolName: string): void {
    const pool = this.registry.find(poolName);
    const target = upstreamTarget(route, exchange.head.path);
    if (pool === undefined) throw new NoRouteError();
    if (target === undefined)
      throw new AmbiguousPathError('The path changes its meaning when it is rewritten for the backend.');
    exchange.leadTo(pool);
    exchange.rewriteTarget(target);
  }
}
