import { Writable } from 'node:stream';
import { Output } from './output.mjs';

class Screen extends Writable {
  text = '';

  constructor(readonly isTTY: boolean) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const PLAIN: Record<string, string> = { NO_COLOR: '1' };

function anOutput({ isTTY = true, env = PLAIN } = {}) {
  const stdout = new Screen(isTTY);
  const stderr = new Screen(isTTY);
  const output = new Output({ stdout, stderr, env } as unknown as ConstructorParameters<typeof Output>[0]);
  output.introduce(['items-api:8000', 'gateway']);
  return { output, stdout, stderr };
}

describe('Output', () => {
  it('puts names of different lengths before lines that start in one column', () => {
    const { output, stdout } = anOutput();
    output.fromProcess('items-api:8000', 'one');
    output.fromProcess('gateway', 'two');
    expect(stdout.text).toBe('items-api:8000 | one\ngateway        | two\n');
  });

  it('keeps what a process wrote to stderr on stderr', () => {
    const { output, stdout, stderr } = anOutput();
    output.fromProcess('gateway', 'oh', 'stderr');
    expect([stdout.text, stderr.text]).toEqual(['', 'gateway        | oh\n']);
  });

  it('colours a terminal', () => {
    const { output, stdout } = anOutput({ env: {} });
    output.fromProcess('gateway', 'two');
    output.say('hello');
    expect(stdout.text).toBe('\u001b[33mgateway        |\u001b[0m two\n\u001b[1mhello\u001b[0m\n');
  });

  it.each([
    ['a terminal where NO_COLOR is set', { env: { NO_COLOR: '1' } }],
    ['a dumb terminal', { env: { TERM: 'dumb' } }],
  ])('leaves colours out for %s', (_name, options) => {
    const { output, stdout } = anOutput(options);
    output.fromProcess('gateway', 'two');
    output.say('hello');
    expect(stdout.text).not.toContain('\u001b');
  });

  it('writes one line of JSON each to what is no terminal', () => {
    const { output, stdout, stderr } = anOutput({ isTTY: false });
    output.say('');
    output.say('Try:');
    output.fromProcess('items-api:8000', 'items-api listening');
    output.fromProcess('gateway', '{"level":"warn","time":7,"context":"Backends","msg":"a is unhealthy"}');
    output.fromProcess('gateway', '{"half": ', 'stderr');
    output.alert('gateway ended');
    const time = expect.any(Number);
    const entries = (text: string): unknown[] =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    expect(entries(stdout.text)).toEqual([
      { level: 'info', time, msg: 'Try:', process: 'launcher' },
      { level: 'info', time, msg: 'items-api listening', process: 'items-api:8000' },
      { level: 'warn', time: 7, context: 'Backends', msg: 'a is unhealthy', process: 'gateway' },
    ]);
    expect(entries(stderr.text)).toEqual([
      { level: 'error', time, msg: '{"half": ', process: 'gateway' },
      { level: 'error', time, msg: 'gateway ended', process: 'launcher' },
    ]);
  });

  it('shows the log of the gateway to people as text', () => {
    const { output, stdout } = anOutput();
    output.fromProcess('gateway', '{"level":"info","context":"Program","msg":"gateway listening"}');
    output.fromProcess('gateway', '{"level":"warn","context":"Backends","msg":"a is unhealthy\\nb, too"}');
    expect(stdout.text.split('\n')).toEqual([
      'gateway        | gateway listening',
      'gateway        | WARN Backends: a is unhealthy',
      'gateway        | b, too',
      '',
    ]);
  });

  it('stays quiet when the terminal is gone', () => {
    const { output, stdout } = anOutput();
    stdout.destroy();
    expect(() => output.say('hello')).not.toThrow();
    expect(stdout.text).toBe('');
  });
});
