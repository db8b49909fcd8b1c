import { type RawConnection } from '../support/raw-connection';
import { expectPartOf, FaultyBackend } from './support/faulty-backend';
import { SAMPLES } from './support/samples';

const ENDINGS: [string, (connection: RawConnection) => void][] = [
  ['a FIN', (connection) => connection.end()],
  ['a close', (connection) => connection.socket.destroySoon()],
  ['a reset', (connection) => connection.reset()],
];

describe.each(ENDINGS)('an answer cut off by %s', (ending, end) => {
  it.each(SAMPLES)('is never taken for whole, wherever it is cut: $name', async (sample) => {
    const backend = await FaultyBackend.started();
    const headEnd = sample.bytes.lastIndexOf('\r\n\r\n', sample.bytes.length - 5) + 4;
    for (let cut = 0; cut < sample.bytes.length; cut++) {
      const told = await backend.meet((connection) => {
        connection.socket.write(sample.bytes.slice(0, cut), 'latin1', () => end(connection));
      }, sample.method);
      expectPartOf(sample, told);
      // Only where closing is the end may a part look like the whole; a reset never is.
      const mayEnd = sample.endsByClosing && cut >= headEnd && ending !== 'a reset';
      expect(told.calls.at(-1)).toMatch(mayEnd ? 'end' : 'failure upstream_closed');
      await backend.expectOwnAnswer();
    }
  });
});

describe.each(ENDINGS.slice(0, 2))('an answer followed by %s', (_ending, end) => {
  it.each(SAMPLES)('is whole when nothing was missing: $name', async (sample) => {
    const backend = await FaultyBackend.started();
    const told = await backend.meet((connection) => {
      connection.socket.write(sample.bytes, 'latin1', () => end(connection));
    }, sample.method);
    expect(told.calls.at(-1)).toBe('end');
    expect(told).toMatchObject({ body: sample.body, trailers: sample.trailers, ends: 1 });
    await backend.expectOwnAnswer();
  });
});
