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

function anOutput({ isTTY = false, env = {} } = {}) {
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
    const { output, stdout } = anOutput({ isTTY: true });
    output.fromProcess('gateway', 'two');
    output.say('hello');
    expect(stdout.text).toBe('\u001b[33mgateway        |\u001b[0m two\n\u001b[1mhello\u001b[0m\n');
  });

  it.each([
    ['a pipe', { isTTY: false }],
    ['a terminal where NO_COLOR is set', { isTTY: true, env: { NO_COLOR: '1' } }],
    ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }],
  ])('leaves colours out for %s', (_name, options) => {
    const { output, stdout } = anOutput(options);
    output.fromProcess('gateway', 'two');
    output.say('hello');
    expect(stdout.text).not.toContain('\u001b');
  });

  it('stays quiet when the terminal is gone', () => {
    const { output, stdout } = anOutput();
    stdout.destroy();
    expect(() => output.say('hello')).not.toThrow();
    expect(stdout.text).toBe('');
  });
});
