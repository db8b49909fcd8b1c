import { EventEmitter } from 'node:events';
import { stopRequests } from './stop-requests.mjs';

class FakeProcess extends EventEmitter {
  stdout = new EventEmitter();
  stderr = new EventEmitter();
  exit = jest.fn();
}

function aProcess() {
  const source = new FakeProcess();
  const clock = { now: 1_000 };
  const stop = stopRequests(source as unknown as NodeJS.Process, () => clock.now);
  return { source, clock, stop };
}

describe('stopRequests', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('takes %s for a request to stop', (signal) => {
    const { source, stop } = aProcess();
    expect(stop.aborted).toBe(false);
    source.emit(signal, signal);
    expect(stop.aborted).toBe(true);
    expect(source.exit).not.toHaveBeenCalled();
  });

  it('stops when nobody reads the output any more', () => {
    const { source, stop } = aProcess();
    source.stdout.emit('error', new Error('write EPIPE'));
    expect(stop.aborted).toBe(true);
  });

  it('exits at once when asked a second time', () => {
    const { source, clock } = aProcess();
    source.emit('SIGINT', 'SIGINT');
    clock.now += 2_000;
    source.emit('SIGINT', 'SIGINT');
    expect(source.exit).toHaveBeenCalledWith(130);
  });

  it('takes one Ctrl-C that both the terminal and npm deliver for one request', () => {
    const { source, clock } = aProcess();
    source.emit('SIGINT', 'SIGINT');
    clock.now += 20;
    source.emit('SIGINT', 'SIGINT');
    expect(source.exit).not.toHaveBeenCalled();
  });
});
