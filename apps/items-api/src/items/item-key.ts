import { type IncomingMessage } from 'node:http';

/** An item id has one spelling: other texts are refused later. */
const ITEM_ID = /^(?:0|[1-9]\d{0,15})$/;

/**
 * The id of the item that a request names, as the gateway reads it: `/items/{id}`, or `item_id` in the query of `/items`.
 * Undefined for other requests.
 *
 * @throws URIError for a path that is not UTF-8.
 */
export function itemKey({ url = '/' }: IncomingMessage): string | undefined {
  // The base is for paths, and is not used for a URL that names its host (RFC 9112, section 3.2.2).
  const base = 'http://items-api';
  if (!URL.canParse(url, base)) return undefined;
  const { pathname, searchParams } = new URL(url, base);
  const [, items, id, ...rest] = pathname.split('/');
  if (items !== 'items' || rest.some((segment) => segment !== '')) return undefined;
  const key = id ? decodeURIComponent(id) : searchParams.get('item_id');
  return key !== null && ITEM_ID.test(key) ? key : undefined;
}
