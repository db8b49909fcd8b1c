import { plainPathEnd } from '../path/plain-path';
import { readingsOf } from '../path/path-readings';
import { HostTable } from './host-table';
import { PrefixTable } from './prefix-table';
import { type RequestHeaders, type Route, type RouteMatch } from './route';
import { RouteConditions } from './route-conditions';

/** A route at its place in the table: its remaining conditions, and the result that names it. */
interface Place<R extends Route> {
  readonly conditions: RouteConditions;
  readonly match: RouteMatch<R>;
}

type Paths<R extends Route> = PrefixTable<readonly Place<R>[]>;

const NONE = Object.freeze({ kind: 'none' } as const);
const AMBIGUOUS = Object.freeze({
  kind: 'ambiguous',
  reason: 'The path leads to different routes, depending on how it is read.',
} as const);

/**
 * Which route a request takes: the most specific by host, then by the longest path, then by methods and headers; the
 * order of the list breaks ties.
 *
 * Built once and never changed: a reload makes another. Matching costs the same for one route and for a thousand; only
 * routes that share host and path are tried one after the other.
 */
export class RouteTable<R extends Route> {
  private readonly hosts: HostTable<Paths<R>>;

  constructor(routes: readonly R[]) {
    const hosts = [...groupBy(routes, (route) => (route.host ?? '').toLowerCase())];
    this.hosts = new HostTable(new Map(hosts.map(([host, own]) => [host, pathsOf(own)])));
  }

  /** `target` is the request's, in origin form and as it came; `host` is the value of its Host header. */
  match(method: string, host: string, target: string, source?: RequestHeaders): RouteMatch<R> {
    const end = plainPathEnd(target);
    if (end > 0) return this.find(method, host, target, end, source);
    const readings = readingsOf(target);
    if (readings.kind === 'malformed') return readings;
    const [first, ...others] = readings.paths;
    const match = this.find(method, host, first, first.length, source);
    const agreed = others.every((path) => this.find(method, host, path, path.length, source) === match);
    return agreed ? match : AMBIGUOUS;
  }

  private find(
    method: string,
    host: string,
    path: string,
    end: number,
    source?: RequestHeaders,
  ): RouteMatch<R> {
    for (let entry = this.hosts.find(host); entry; entry = entry.wider) {
      for (let prefix = entry.value.find(path, end); prefix; prefix = prefix.shorter) {
        for (const place of prefix.value) {
          if (place.conditions.holdFor(method, source)) return place.match;
        }
      }
    }
    return NONE;
  }
}

function pathsOf<R extends Route>(routes: readonly R[]): Paths<R> {
  const paths = groupBy(routes, (route) => route.path.replace(/\/+$/, ''));
  return new PrefixTable(new Map([...paths].map(([path, own]) => [path, placesOf(own)])));
}

function placesOf<R extends Route>(routes: readonly R[]): readonly Place<R>[] {
  return routes
    .map((route) => ({
      conditions: new RouteConditions(route),
      match: Object.freeze({ kind: 'route', route } as const),
    }))
    .sort((one, other) => one.conditions.compare(other.conditions));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
