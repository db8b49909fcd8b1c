// A process that never ends its line may not fill the launcher's memory.
const LONGEST_LINE = 64 * 1024;

/**
 * Cuts a stream into lines and calls back with each, at the latest when the stream ends.
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} onLine
 */
export function eachLine(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8'); // Keeps characters whole that arrive in two pieces.
  stream.on('data', (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    lines.forEach(onLine);
    if (rest.length > LONGEST_LINE) flush();
  });
  stream.on('end', flush);
  stream.on('error', flush);

  function flush() {
    if (rest) onLine(rest);
    rest = '';
  }
}
