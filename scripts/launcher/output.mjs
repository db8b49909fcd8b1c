const COLOURS = [36, 33, 32, 35, 34, 31]; // Cyan, yellow, green, magenta, blue, red.

/** What people read: each process's lines behind its name, and the launcher's own lines between them. */
export class Output {
  #names = [];
  #width = 0;
  #colour;
  #stdout;
  #stderr;

  constructor({ stdout = process.stdout, stderr = process.stderr, env = process.env } = {}) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    // https://no-color.org: any value that is not empty switches colours off.
    this.#colour = Boolean(stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb';
  }

  /** Makes room for these names, so that all lines start in the same column. */
  introduce(names) {
    this.#names = names;
    this.#width = Math.max(...names.map((name) => name.length));
  }

  /** A line that a process wrote. */
  fromProcess(name, line, stream = 'stdout') {
    const colour = COLOURS[Math.max(this.#names.indexOf(name), 0) % COLOURS.length];
    const prefix = this.#paint(colour, `${name.padEnd(this.#width)} |`);
    this.#write(stream === 'stderr' ? this.#stderr : this.#stdout, `${prefix} ${line}`);
  }

  /** A line of the launcher's own. */
  say(line) {
    this.#write(this.#stdout, this.#paint(1, line));
  }

  /** A line of the launcher's own that nobody should miss. */
  alert(line) {
    this.#write(this.#stderr, this.#paint(31, line));
  }

  #paint(code, text) {
    return this.#colour && text ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  #write(stream, line) {
    // A closed terminal is noticed by the stop requests; writing to it must not be what ends the launcher.
    if (!stream.destroyed) stream.write(`${line}\n`);
  }
}
