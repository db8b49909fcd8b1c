import { ReadBuffer, sharedReadBuffer } from './read-buffer';

describe('ReadBuffer', () => {
  const shared = sharedReadBuffer();

  it('gives the shared buffer for every handle that is tried before the socket is connected', () => {
    const buffer = new ReadBuffer(shared);
    expect(buffer.next()).toBe(shared);
    expect(buffer.next()).toBe(shared);
    buffer.connected();
    expect(buffer.next()).toBeNull();
  });

  it('lends nothing out of the shared buffer', () => {
    const buffer = new ReadBuffer(shared);
    buffer.next();
    expect(buffer.isLendable).toBe(false);
  });

  it('gives a buffer of its own, once, when large pieces come', () => {
    const buffer = connected();
    buffer.expectLarge();
    expect(buffer.isLendable).toBe(false);
    expect(buffer.next()).not.toBe(shared);
    expect(buffer.isLendable).toBe(true);
    buffer.expectLarge();
    expect(buffer.next()).toBeNull();
  });

  it('gives a new one while the last piece is in use', () => {
    const buffer = connected();
    buffer.expectLarge();
    const first = buffer.next();
    buffer.keep();
    const second = buffer.next();
    expect(second).toHaveLength(shared.length);
    expect(second).not.toBe(first);
    expect(buffer.next()).toBeNull();
  });

  function connected(): ReadBuffer {
    const buffer = new ReadBuffer(shared);
    buffer.next();
    buffer.connected();
    return buffer;
  }
});
