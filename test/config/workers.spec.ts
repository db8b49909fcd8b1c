import { configOf, findingsOf } from './config-of';

describe('workers', () => {
  it('is one process when nothing is said', () => {
    expect(configOf({}).workers).toBe(1);
  });

  it('is a number, or auto, also in the environment', () => {
    expect(configOf({ workers: 4 }).workers).toBe(4);
    expect(configOf({ workers: 'auto' }).workers).toBe('auto');
    expect(configOf({}, { WORKERS: '2' }).workers).toBe(2);
  });

  it.each([0, -1, 1.5, 257, 'many', '', true])('is never %j, and says what is allowed', (workers) => {
    expect(findingsOf({ workers }).join()).toMatch(
      /workers: .*allowed: auto, or a whole number from 1 to 256/,
    );
  });
});
