import process from 'node:process';

/** One line that says what is measured now and how long all will take; where it is not a terminal, one line a scenario. */
export class Progress {
  #steps;
  #done = 0;
  #start = performance.now();
  #last = '';

  constructor(steps) {
    this.#steps = steps;
  }

  step(round, scenario, { subject }) {
    const place = `${round} · ${scenario.title}`;
    if (process.stderr.isTTY) {
      process.stderr.write(
        `\r\x1b[K${place} · ${subject.title} · ${this.#done}/${this.#steps}${this.#left()}`,
      );
    } else if (place !== this.#last) {
      process.stderr.write(`${place} · ${this.#done}/${this.#steps}\n`);
    }
    this.#last = place;
    this.#done += 1;
  }

  /** Takes the line away. */
  end() {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }

  #left() {
    if (this.#done === 0) return '';
    const perStep = (performance.now() - this.#start) / 1000 / this.#done;
    return ` · ${Math.ceil(perStep * (this.#steps - this.#done))} s left`;
  }
}
