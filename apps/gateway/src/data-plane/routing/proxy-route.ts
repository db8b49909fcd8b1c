import { CORS_FIELDS, CorsPolicy, type CorsSettings } from './cors-policy';
import { HeaderEdits, type HeaderEditSettings } from '../http/header-edits';
import {
  type LocalResponse,
  redirectTo,
  respondWith,
  type RedirectSettings,
  type RespondSettings,
} from './local-response';
import { PublicPaths } from './public-paths';
import { type Route } from './route';
import { type PathChange, upstreamTarget } from './upstream-target';

/** Without methods, those of the route are meant. */
type RouteCorsSettings = Omit<CorsSettings, 'methods'> & Partial<Pick<CorsSettings, 'methods'>>;

const USUAL_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Settings of one route: exactly one of `pool`, `redirect` and `respond` is set. */
export interface RouteSettings extends Route, PathChange {
  readonly pool?: string | undefined;
  readonly affinity: readonly string[];
  readonly timeouts?: { readonly response?: number | undefined } | undefined;
  readonly hedge?: boolean | undefined;
  /** If true or left out, paths in responses are rewritten to those that clients know. */
  readonly rewriteResponse?: boolean | undefined;
  readonly sse?: { readonly heartbeat?: number | undefined } | undefined;
  readonly requestHeaders?: HeaderEditSettings | undefined;
  readonly responseHeaders?: HeaderEditSettings | undefined;
  readonly cors?: RouteCorsSettings | undefined;
  readonly redirect?: RedirectSettings | undefined;
  readonly respond?: RespondSettings | undefined;
}

/** A route made ready: whatever can be worked out before a request comes is. */
export class ProxyRoute implements Route, PathChange {
  readonly name: string;
  readonly host?: string;
  readonly path: string;
  readonly methods?: readonly string[];
  readonly headers?: Route['headers'];
  readonly stripPrefix?: string;
  readonly rewrite?: string;
  readonly pool: string | undefined;
  /** Names of the rules that are asked who owns the resource. */
  readonly affinity: readonly string[];
  readonly responseTimeout: number | undefined;
  readonly hedge: boolean | undefined;
  readonly publicPaths: PublicPaths | undefined;
  readonly heartbeat: number | undefined;
  readonly requestEdits: HeaderEdits | undefined;
  readonly responseEdits: HeaderEdits | undefined;
  /** Which pages of other origins may use it; undefined where that is the backend's affair. */
  readonly cors: CorsPolicy | undefined;
  /** The answer of a route that leads to no backend. */
  readonly localResponse: LocalResponse | undefined;

  constructor(settings: RouteSettings) {
    const { requestHeaders, redirect, respond } = settings;
    this.name = settings.name;
    this.host = settings.host;
    this.path = settings.path;
    this.methods = settings.methods;
    this.headers = settings.headers;
    this.stripPrefix = settings.stripPrefix;
    this.rewrite = settings.rewrite;
    this.pool = settings.pool;
    this.affinity = settings.affinity;
    this.responseTimeout = settings.timeouts?.response;
    this.hedge = settings.hedge;
    this.publicPaths = publicPathsOf(settings);
    this.heartbeat = settings.sse?.heartbeat;
    this.requestEdits = requestHeaders && new HeaderEdits(requestHeaders);
    this.responseEdits = responseEditsOf(settings);
    this.cors = corsOf(settings);
    this.localResponse = (redirect && redirectTo(redirect)) ?? (respond && respondWith(respond));
  }

  targetOf(path: string): string | undefined {
    return upstreamTarget(this, path);
  }
}

function publicPathsOf(settings: RouteSettings): PublicPaths | undefined {
  if (settings.stripPrefix === undefined && settings.rewrite === undefined) return undefined;
  return new PublicPaths(settings, settings.rewriteResponse ?? true);
}

function responseEditsOf({ responseHeaders, cors }: RouteSettings): HeaderEdits | undefined {
  if (responseHeaders === undefined && cors === undefined) return undefined;
  const { set = {}, remove = [] } = responseHeaders ?? {};
  // Two answers to one question are none to a browser.
  return new HeaderEdits({ set, remove: cors === undefined ? remove : [...remove, ...CORS_FIELDS] });
}

function corsOf({ cors, methods }: RouteSettings): CorsPolicy | undefined {
  return cors && new CorsPolicy({ ...cors, methods: cors.methods ?? methods ?? USUAL_METHODS });
}
