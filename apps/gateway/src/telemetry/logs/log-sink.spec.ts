import { FakeClock } from '../../../../../test/support/fake-clock';
import { type LogOutput } from './log-output';
import { LogSink } from './log-sink';

type Done = Parameters<LogOutput['write']>[1];

/** An output that accepts as many bytes as a test allows. */
class Output implements LogOutput {
  readonly isTerminal = false;
  text = '';
  writes = 0;
  /** How it answers; without one it leaves the writer waiting. */
  answer: ((bytes: Buffer, done: Done) => void) | undefined = (bytes, done) => this.take(bytes, done);

  write(bytes: Buffer, done: Done): void {
    this.writes++;
    this.answer?.(bytes, done);
  }

  take(bytes: Buffer, done: Done, count = bytes.length): void {
    this.text += bytes.toString('utf8', 0, count);
    done(null, count);
  }
}

function aSink(limit = 1000): { sink: LogSink; output: Output; clock: FakeClock } {
  const clock = new FakeClock();
  const [sink, output] = [new LogSink(clock), new Output()];
  sink.limit = limit;
  sink.writeTo(output);
  return { sink, output, clock };
}

describe('LogSink', () => {
  it('gathers lines and writes them together, in their order', () => {
    const { sink, output, clock } = aSink();
    sink.write('one\n');
    sink.write('two\n');
    expect(output.text).toBe('');
    clock.advance(10);
    expect([output.text, output.writes]).toEqual(['one\ntwo\n', 1]);
  });

  it('takes nothing before it knows where to', async () => {
    const sink = new LogSink(new FakeClock());
    sink.write('one\n');
    await sink.end(1000);
    expect(sink.dropped).toBe(0);
  });

  it('drops and counts what an output that does not answer leaves no room for', () => {
    const { sink, output, clock } = aSink(10);
    output.answer = undefined;
    sink.write('12345\n');
    clock.advance(10);
    for (let count = 0; count < 5; count++) sink.write('12345\n');
    expect(sink.dropped).toBe(4);
  });

  it('tells how much was lost as soon as lines are taken again', () => {
    const { sink, output, clock } = aSink(10);
    let waiting: [Buffer, Done] | undefined;
    output.answer = (bytes, done) => (waiting = [bytes, done]);
    sink.write('first\n');
    clock.advance(10);
    for (let count = 0; count < 3; count++) sink.write('later\n');
    output.answer = (bytes, done) => output.take(bytes, done);
    output.take(...waiting!);
    const [first, later, notice, rest] = output.text.split('\n');
    expect([first, later, rest]).toEqual(['first', 'later', '']);
    expect(JSON.parse(notice)).toMatchObject({ level: 'warn', msg: expect.stringMatching(/^2 log lines/) });
    sink.write('fine\n');
    clock.advance(10);
    expect(output.text.endsWith('}\nfine\n')).toBe(true);
  });

  it('tries a full disk again, and loses nothing that it had room to keep', () => {
    const { sink, output, clock } = aSink();
    output.answer = (_bytes, done) => done(new Error('ENOSPC'), 0);
    sink.write('one\n');
    clock.advance(10);
    sink.write('two\n');
    clock.advance(5_000);
    expect(output.text).toBe('');
    output.answer = (bytes, done) => output.take(bytes, done);
    clock.advance(1_000);
    expect([output.text, sink.dropped]).toEqual(['one\ntwo\n', 0]);
  });

  it('goes on where the output stopped in the middle of a line', () => {
    const { sink, output, clock } = aSink();
    output.answer = (bytes, done) => output.take(bytes, done, 1);
    sink.write('a line\n');
    clock.advance(10);
    expect([output.text, output.writes]).toEqual(['a line\n', 7]);
  });

  it('writes at the end what it still has', async () => {
    const { sink, output } = aSink();
    sink.write('last\n');
    await sink.end(1000);
    expect(output.text).toBe('last\n');
  });

  it('does not wait for ever for an output that does not answer', async () => {
    const { sink, output, clock } = aSink();
    output.answer = undefined;
    sink.write('last\n');
    const ended = sink.end(1000);
    clock.advance(1000);
    await ended;
    expect(output.writes).toBe(1);
  });
});
