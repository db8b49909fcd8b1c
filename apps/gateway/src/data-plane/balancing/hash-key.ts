import { pathOf } from '../path/path-readings';
import { type Exchange } from '../exchange/exchange';
import { cookieValues, headerValue, queryValues } from '../http/request-values';

/** The part of the request that consistent hashing uses. */
export type HashKeySettings =
  | { readonly from: 'path' | 'clientAddress' }
  | { readonly from: 'header' | 'cookie' | 'query'; readonly name: string };

/** The text whose hash chooses the backend: the first that is not empty of several; undefined where the request has none. */
export function hashKeyOf(
  { head, client, request }: Exchange,
  settings: HashKeySettings,
): string | undefined {
  switch (settings.from) {
    case 'path':
      return pathOf(head.path);
    case 'clientAddress':
      return client.clientAddress(head.forwardedFor);
    case 'header':
      return headerValue(request.rawHeaders, settings.name);
    case 'cookie':
      return cookieValues(request.rawHeaders, settings.name).find(isGiven);
    case 'query':
      return queryValues(head.path, settings.name).find(isGiven);
  }
}

/** An empty value is what is left of a cookie that was cleared: it must not lead all such clients to one backend. */
function isGiven(value: string): boolean {
  return value !== '';
}
