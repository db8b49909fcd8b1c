import { cpuTimeOf } from '../../../../../../test/support/cpu-time';
import { queryObject } from './query-object';

/** So many parameters, each with a name of its own. */
function target(count: number): string {
  return `/?${Array.from({ length: count }, (_, at) => at.toString(36)).join('&')}`;
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

  it('takes time in proportion to the parameters, not to their square', async () => {
    const [few, many] = [target(500), target(50_000)];
    const [short, long] = [await cpuTimeOf(() => queryObject(few)), await cpuTimeOf(() => queryObject(many))];
    // A hundred times as many; the square of that would be ten thousand.
    expect(long).toBeLessThan(2_000 * short);
  });
});
