import { type RequestHeaders, type Route } from './route';

/** Conditions of a route besides host and path. */
export class RouteConditions {
  private readonly methods: readonly string[] | undefined;
  private readonly headers: readonly (readonly [name: string, value: string | true])[];

  constructor(route: Route) {
    this.methods = route.methods;
    this.headers = Object.entries(route.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  }

  holdFor(method: string, source: RequestHeaders | undefined): boolean {
    if (this.methods && !this.methods.includes(method)) return false;
    return this.headers.length === 0 || this.headersHoldFor(source);
  }

  /** Negative when this asks for more than `other`: a method first, then the number of headers. */
  compare(other: RouteConditions): number {
    const byMethod = Number(other.methods !== undefined) - Number(this.methods !== undefined);
    return byMethod || other.headers.length - this.headers.length;
  }

  private headersHoldFor(source: RequestHeaders | undefined): boolean {
    if (source === undefined) return false;
    const { headers } = source;
    return this.headers.every(([name, wanted]) =>
      wanted === true ? Object.hasOwn(headers, name) : headers[name] === wanted,
    );
  }
}
