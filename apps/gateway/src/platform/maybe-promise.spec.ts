import { isPromise, whenReady } from './maybe-promise';

describe('whenReady', () => {
  it('goes on at once with a value that is at hand', () => {
    expect(whenReady(1, (value) => value + 1)).toBe(2);
  });

  it('goes on with a promised value when it is there', async () => {
    await expect(whenReady(Promise.resolve(1), (value) => value + 1)).resolves.toBe(2);
  });

  it('passes a rejection on', async () => {
    const next = jest.fn();
    await expect(whenReady(Promise.reject(new Error('no')), next)).rejects.toThrow('no');
    expect(next).not.toHaveBeenCalled();
  });
});

describe('isPromise', () => {
  it.each([undefined, null, 0, '', 'then', {}, { then: 1 }])('takes %j for a value', (value) => {
    expect(isPromise(value)).toBe(false);
  });

  it('takes whatever has a then for a promise', () => {
    expect(isPromise({ then: () => undefined } as unknown as Promise<void>)).toBe(true);
  });
});
