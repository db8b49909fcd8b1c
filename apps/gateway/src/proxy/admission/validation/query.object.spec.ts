import { queryObject } from './query.object';

/** So many parameters, each with a name of its own. */
function target(count: number): string {
  return `/?${Array.from({ length: count }, (_, at) => at.toString(36)).join('&')}`;
}

/** The least of several runs, since others use the machine, too. */
function millisecondsFor(text: string): number {
  const runs = Array.from({ length: 10 }, () => {
    const start = performance.now();
    queryObject(text);
    return performance.now() - start;
  });
  return Math.min(...runs);
}

describe('the query as an object', () => {
  it.each([
    ['/', {}],
    ['/?', {}],
    ['/?a=1&b=x+y%21&c', { a: '1', b: 'x y!', c: '' }],
    ['/?a=1&b=2&a=3&a=', { a: ['1', '3', ''], b: '2' }],
  ])('of %s', (text, parameters) => {
    expect({ ...queryObject(text) }).toEqual(parameters);
  });

  it('has names that objects have as well', () => {
    const query = queryObject('/?__proto__=1&constructor=2&__proto__=3');
    expect(Object.entries(query)).toEqual([
      ['__proto__', ['1', '3']],
      ['constructor', '2'],
    ]);
    expect('toString' in query).toBe(false);
  });

  it('takes time in proportion to the parameters, not to their square', () => {
    const [few, many] = [target(100), target(4_000)];
    queryObject(many);
    expect(millisecondsFor(many)).toBeLessThan(200 * millisecondsFor(few));
  });
});
