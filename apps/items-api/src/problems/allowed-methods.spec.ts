import { allowedMethods } from './allowed-methods';

describe('allowedMethods', () => {
  const middleware = { match: () => true };
  const route = (path: string, ...methods: string[]) => ({
    route: { methods: Object.fromEntries(methods.map((method) => [method, true])) },
    match: (asked: string) => asked === path,
  });

  it('gathers the methods of every route that has the path', () => {
    const stack = [route('/a', 'put'), route('/b', 'patch'), route('/a', 'delete', 'post')];
    expect(allowedMethods(stack, '/a')).toEqual(['DELETE', 'POST', 'PUT']);
  });

  it('allows HEAD where GET is allowed', () => {
    expect(allowedMethods([route('/a', 'get')], '/a')).toEqual(['GET', 'HEAD']);
  });

  it('allows nothing on a path that only middleware sees', () => {
    expect(allowedMethods([middleware, route('/a', 'get')], '/b')).toEqual([]);
  });
});
