/** Makes a line of JSON of each line that is none, as V8 and libraries write them to the standard error of a process. */
export function jsonLines(lines: string, context: string, time: number): string {
  return lines.replace(/^(?!\{.*\}$).+$/gm, (msg) => JSON.stringify({ level: 'error', time, context, msg }));
}
