import { pathOf } from '../path/path.readings';
import { type Exchange } from '../exchange';
import { cookieValues, headerValue, queryValue } from '../request.values';

/** What a consistent hash is made of. */
export type HashKeySettings =
  | { readonly from: 'path' | 'clientAddress' }
  | { readonly from: 'header' | 'cookie' | 'query'; readonly name: string };

/** The text whose hash chooses the backend; undefined where the request has none. */
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
      return cookieValues(request.rawHeaders, settings.name)[0];
    case 'query':
      return queryValue(head.path, settings.name);
  }
}
