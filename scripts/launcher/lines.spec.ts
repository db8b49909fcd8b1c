import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { eachLine } from './lines.mjs';

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  await once(stream.end(), 'end');
  return lines;
}

describe('eachLine', () => {
  it('joins a line that arrives in pieces', async () => {
    expect(await linesOf('he', 'llo\nwor', 'ld\n')).toEqual(['hello', 'world']);
  });

  it('keeps empty lines and drops carriage returns', async () => {
    expect(await linesOf('a\r\n\r\nb\n')).toEqual(['a', '', 'b']);
  });

  it('passes on a last line without an end', async () => {
    expect(await linesOf('a\nb')).toEqual(['a', 'b']);
  });

  it('keeps a character whole that is split between two pieces', async () => {
    const euro = Buffer.from('€\n');
    expect(await linesOf(euro.subarray(0, 1), euro.subarray(1))).toEqual(['€']);
  });

  it('does not hoard a line that never ends', async () => {
    const piece = 'x'.repeat(40_000);
    expect((await linesOf(piece, piece, piece)).map((line) => line.length)).toEqual([80_000, 40_000]);
  });
});
