import { PathTree } from './path-tree';

function treeOf(...templates: string[]): PathTree<string> {
  const tree = new PathTree<string>();
  for (const template of templates) tree.add(template, template, (present) => present);
  return tree;
}

describe('PathTree', () => {
  const tree = treeOf(
    '/',
    '/items',
    '/items/{id}',
    '/items/mine',
    '/items/{id}/parts',
    '/items/mine/{part}',
    '/files/{name}.json',
    '/files/{name}',
    '/files/v{version}.json',
  );

  it.each([
    ['/', '/'],
    ['/items', '/items'],
    ['/items/', '/items'],
    ['/items/1', '/items/{id}'],
    ['/items/1/', '/items/{id}'],
    ['/items/mine', '/items/mine'],
    ['/items/mine/parts', '/items/mine/{part}'],
    ['/items/1/parts', '/items/{id}/parts'],
    ['/files/a.json', '/files/{name}.json'],
    ['/files/v1.json', '/files/v{version}.json'],
    ['/files/v.json', '/files/{name}.json'],
    ['/files/.json', '/files/{name}'],
    ['/files/a', '/files/{name}'],
  ])('%s is %s', (path, template) => {
    expect(tree.find(path)?.value).toBe(template);
  });

  it.each(['/item', '/items/1/other', '/items//', '/items//parts', '//items', '/files', '/items/1/parts/2'])(
    '%s is none of them',
    (path) => {
      expect(tree.find(path)).toBeUndefined();
    },
  );

  it('tells where the names stand', () => {
    expect(tree.find('/files/v7.json')?.names).toEqual([
      { name: 'version', segment: 1, before: 'v', after: '.json' },
    ]);
  });

  it.each([
    [['/a/{x}-{y}'], 'a segment can hold only one name'],
    [['/a/{x'], 'a segment can hold only one name'],
    [['/a/{x}', '/a/{y}'], 'another path differs from it only in the names of its segments'],
  ])('refuses %j', (templates, reason) => {
    expect(() => treeOf(...templates)).toThrow(reason);
  });
});
