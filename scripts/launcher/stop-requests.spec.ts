import { EventEmitter } from 'node:events';
import { stopRequests } from './stop-requests.mjs';

class FakeProcess extends EventEmitter {
  stdout = new EventEmitter();
  stderr = new EventEmitter();
  exit = jest.fn();
  env: Record<string, string> = {};
  ppid = 41;
}

function aProcess(env: Record<string, string> = {}) {
  const source = Object.assign(new FakeProcess(), { env });
  const clock = { now: 1_000 };
  const stop = stopRequests(source as unknown as NodeJS.Process, () => clock.now);
  return { source, clock, stop };
}

afterEach(() => jest.useRealTimers());

describe('stopRequests', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('takes %s for a request to stop', (signal) => {
    const { source, stop } = aProcess();
    expect(stop.aborted).toBe(false);
    source.emit(signal, signal);
    expect(stop.aborted).toBe(true);
    expect(source.exit).not.toHaveBeenCalled();
  });

  it('stops when the reader of the output is gone', () => {
    const { source, stop } = aProcess();
    source.stdout.emit('error', new Error('write EPIPE'));
    expect(stop.aborted).toBe(true);
  });

  it('stops when the shell that npm ran it in has gone', () => {
    jest.useFakeTimers();
    const { source, stop } = aProcess({ npm_lifecycle_event: 'start' });
    jest.runOnlyPendingTimers();
    expect(stop.aborted).toBe(false);
    source.ppid = 1;
    jest.runOnlyPendingTimers();
    expect(stop.aborted).toBe(true);
  });

  it('outlives the script that started it in the background', () => {
    jest.useFakeTimers();
    const { source, stop } = aProcess();
    source.ppid = 1;
    jest.runOnlyPendingTimers();
    expect(stop.aborted).toBe(false);
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
