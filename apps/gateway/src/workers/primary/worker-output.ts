/** So much of a line that does not end is kept. */
const MAX_LINE_BYTES = 256 * 1024;

/** Hands on what a process writes, in whole lines. */
export function passLinesOn(stream: NodeJS.ReadableStream, take: (lines: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    rest += text;
    const end = rest.lastIndexOf('\n') + 1;
    if (end === 0 && rest.length < MAX_LINE_BYTES) return;
    take(end === 0 ? `${rest}\n` : rest.slice(0, end));
    rest = end === 0 ? '' : rest.slice(end);
  });
  stream.on('end', () => {
    if (rest !== '') take(`${rest}\n`);
  });
  // The process is gone, and what it wrote with it.
  stream.on('error', () => undefined);
}
