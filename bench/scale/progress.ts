/** One line on the standard error output that says how far a run is; where that is no terminal, one line for each tenth. */
export class StageProgress {
  private last = '';

  constructor(private readonly output: NodeJS.WriteStream) {}

  /** @returns a function that takes the finished share of the stage. */
  stage(name: string): (share: number) => void {
    return (share) => {
      const text = `${name} ${Math.floor(share * 10) * 10} %`;
      if (text === this.last) return;
      this.last = text;
      this.output.write(this.output.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    };
  }

  /** Takes the line away. */
  end(): void {
    if (this.output.isTTY) this.output.write('\r\x1b[K');
  }
}
