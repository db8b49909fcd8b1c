const COLOURS = [36, 33, 32, 35, 34, 31]; // Cyan, yellow, green, magenta, blue, red.

/**
 * The output of the launcher and its processes. A terminal gets text: each process's lines behind its name, and
 * the launcher's own lines between them. Anything else gets one line of JSON each, as from the gateway itself.
 */
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
    const output = stream === 'stderr' ? this.#stderr : this.#stdout;
    const entry = entryOf(line);
    if (!output.isTTY)
      return this.#write(
        output,
        json({ ...(entry ?? plain(stream === 'stderr' ? 'error' : 'info', line)), process: name }),
      );
    const colour = COLOURS[Math.max(this.#names.indexOf(name), 0) % COLOURS.length];
    const prefix = this.#paint(colour, `${name.padEnd(this.#width)} |`);
    for (const text of (entry === undefined ? line : readable(entry)).split('\n'))
      this.#write(output, `${prefix} ${text}`);
  }

  /** A line of the launcher's own. */
  say(line) {
    this.#own(this.#stdout, 'info', 1, line);
  }

  /** Prints an important line of the launcher's own. */
  alert(line) {
    this.#own(this.#stderr, 'error', 31, line);
  }

  #own(output, level, colour, line) {
    if (output.isTTY) this.#write(output, this.#paint(colour, line));
    else if (line !== '') this.#write(output, json({ ...plain(level, line), process: 'launcher' }));
  }

  #paint(code, text) {
    return this.#colour && text ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  #write(stream, line) {
    // A closed terminal is noticed by the stop requests; writing to it must not be what ends the launcher.
    if (!stream.destroyed) stream.write(`${line}\n`);
  }
}

function plain(level, msg) {
  return { level, time: Date.now(), msg };
}

function json(entry) {
  return JSON.stringify(entry);
}

/** The entry of the gateway's log that a line is; undefined for any other line. */
function entryOf(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line);
    return typeof entry.level === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

function readable({ level, context, msg, stack, ...fields }) {
  if (msg === undefined) return JSON.stringify(fields);
  const text = `${context === undefined || context === 'Program' ? '' : `${context}: `}${msg}`;
  return `${level === 'info' ? '' : `${level.toUpperCase()} `}${text}${stack === undefined ? '' : `\n${stack}`}`;
}
