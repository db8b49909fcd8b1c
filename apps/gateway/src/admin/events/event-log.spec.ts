import { FakeClock } from '../../../../../test/support/fake-clock';
import { EventLog } from './event-log';

function logOf(count: number): EventLog {
  const log = new EventLog(new FakeClock());
  for (let number = 1; number <= count; number++) log.append({ kind: 'backend.added', message: `${number}` });
  return log;
}

describe('EventLog', () => {
  it('remembers the latest 500, whatever happens', () => {
    const events = logOf(1_200).latest(1_000);
    expect(events).toHaveLength(500);
    expect(events.at(-1)!.event.message).toBe('1200');
  });

  it('says what has happened since', () => {
    const log = logOf(5);
    const { id } = log.latest(2)[0];
    expect(log.since(id).map(({ event }) => event.message)).toEqual(['5']);
  });

  it('says all it remembers since an event that it does not', () => {
    expect(logOf(3).since('another-1')).toHaveLength(3);
  });

  it('sends nothing to a listener that has stopped listening', () => {
    const log = logOf(0);
    const heard: string[] = [];
    const stop = log.follow(({ event }) => heard.push(event.message));
    log.append({ kind: 'backend.added', message: 'one' });
    stop();
    log.append({ kind: 'backend.added', message: 'two' });
    expect(heard).toEqual(['one']);
  });
});
