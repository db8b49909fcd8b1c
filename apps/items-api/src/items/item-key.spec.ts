import { type IncomingMessage } from 'node:http';
import { itemKey } from './item-key';

const keyOf = (url: string) => itemKey({ url } as IncomingMessage);

describe('the key of a request', () => {
  it.each([
    ['/items/42', '42'],
    ['/items/42/', '42'],
    ['/items/%34%32', '42'],
    ['/items/42?item_id=7', '42'],
    ['/items?item_id=42', '42'],
    ['/items/?a=b&item_id=42', '42'],
    ['/items/?item_id=%34%32', '42'],
    ['http://other/items/42', '42'],
    ['/items/0', '0'],
    ['/items/9007199254740991', '9007199254740991'],
  ])('of %s is %s', (url, key) => expect(keyOf(url)).toBe(key));

  it.each([
    '/',
    '/ping?item_id=42',
    '/items',
    '/items?limit=1',
    '/items/042',
    '/items/-1',
    '/items/4.2',
    '/items/42/x',
    '/Items/42',
    '//items/42',
    '*',
    '',
    'http://',
  ])('is not in %j', (url) => expect(keyOf(url)).toBeUndefined());

  it('cannot be read from a path that is not UTF-8', () => {
    expect(() => keyOf('/items/%FF')).toThrow(URIError);
  });
});
