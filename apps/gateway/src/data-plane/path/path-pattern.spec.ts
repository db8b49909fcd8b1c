import { PathPattern } from './path-pattern';

describe('PathPattern', () => {
  const item = new PathPattern('/items/:item_id');

  it('names what it finds, in the order of the path', () => {
    expect(new PathPattern('/a/:one/b/:two').names).toEqual(['one', 'two']);
    expect(new PathPattern('/a/:one/b/:two').match('/a/1/b/2')).toEqual(['1', '2']);
  });

  it.each([
    ['/items/1', '1'],
    ['/items/1/', '1'],
    ['/items/1?item_id=2', '1'],
    ['/items/%31', '1'],
    ['/items/a%2Fb', 'a/b'],
    ['/items/caf%C3%A9', 'café'],
    ['/items/1;v=2', '1;v=2'],
    ['/items/__proto__', '__proto__'],
  ])('finds the value in %s', (target, value) => {
    expect(item.match(target)).toEqual([value]);
  });

  it.each([
    '/items',
    '/items/',
    '/items/?item_id=1',
    '/itemsx/1',
    '/item/1',
    '/items/1/reviews',
    '/x/items/1',
    '/',
    '',
  ])('does not match %j', (target) => {
    expect(item.match(target)).toBeUndefined();
  });

  it.each([
    '/items//1',
    '/items/1//',
    '//items/1',
    '/./items/1',
    '/items/..',
    '/items/%2e%2e',
    '/items/.',
    '/%69tems/1',
    '/items/%zz',
  ])('takes nothing from %j, which backends read in different ways', (target) => {
    expect(item.match(target)).toBeUndefined();
  });

  it('matches a literal that must be escaped as it is escaped', () => {
    expect(new PathPattern('/caf\u00e9/:id').match('/caf%C3%A9/7')).toEqual(['7']);
  });
});
