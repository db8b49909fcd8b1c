import { BodySource, type BodyTooLarge } from './body.source';
import { JwtClaimSource } from './jwt-claim.source';
import { ClientAddressSource } from './client-address.source';
import { CombinedSource } from './combined.source';
import { CookieSource } from './cookie.source';
import { HeaderSource } from './header.source';
import { type KeySource } from './key.source';
import { PathSource } from './path.source';
import { QuerySource } from './query.source';

/** The place of a key in a request: exactly one of these, except for the name of a path segment. */
export interface KeySourceSettings {
  /** `/items/:item_id`; `/*` at the end stands for whatever lies below it, or nothing. */
  readonly path?: string | undefined;
  /** Of the segment that is the key; the first one that has a name when left out. */
  readonly name?: string | undefined;
  readonly query?: string | undefined;
  readonly header?: string | undefined;
  readonly cookie?: string | undefined;
  /** A claim of a verified token. */
  readonly jwt?: string | undefined;
  /** A JSON pointer into the body. */
  readonly body?: string | undefined;
  readonly clientAddress?: boolean | undefined;
  /** All of these together. */
  readonly all?: readonly KeySourceSettings[] | undefined;
}

/** The places where the keys of a rule can be, in the order of its settings. */
export function ruleSources(settings: readonly KeySourceSettings[], bodyTooLarge: BodyTooLarge): KeySource[] {
  // Browsers send several cookies of one name, each for another path of the site. Such a cookie names a client; where a path
  // names resources, a second value only serves to show the gateway another resource than the backend.
  const mayRepeatCookies = !settings.some(namesByPath);
  return settings.flatMap((own) => keySources(own, bodyTooLarge, mayRepeatCookies));
}

function namesByPath({ path, all }: KeySourceSettings): boolean {
  return path !== undefined || all?.some(namesByPath) === true;
}

/** The places that the settings of one place stand for: two if a path may or may not continue after the resource. */
function keySources(
  settings: KeySourceSettings,
  bodyTooLarge: BodyTooLarge,
  mayRepeatCookies: boolean,
): KeySource[] {
  const { path, name, query, header, cookie, jwt, body, all } = settings;
  if (path !== undefined) return pathSources(path, name);
  if (query !== undefined) return [new QuerySource(query)];
  if (header !== undefined) return [new HeaderSource(header)];
  if (cookie !== undefined) return [new CookieSource(cookie, mayRepeatCookies)];
  if (jwt !== undefined) return [new JwtClaimSource(jwt)];
  if (body !== undefined) return [new BodySource(body, bodyTooLarge)];
  if (all !== undefined) {
    const parts = all.map((part) => keySources(part, bodyTooLarge, mayRepeatCookies));
    return combinations(parts).map((own) => new CombinedSource(own));
  }
  return [new ClientAddressSource()];
}

function pathSources(path: string, name: string | undefined): KeySource[] {
  if (!path.endsWith('/*')) return [new PathSource(path, name)];
  return [new PathSource(path.slice(0, -2), name), new PathSource(path, name)];
}

function combinations(choices: readonly KeySource[][]): KeySource[][] {
  return choices.reduce<KeySource[][]>(
    (begun, choice) => begun.flatMap((parts) => choice.map((part) => [...parts, part])),
    [[]],
  );
}
