import { commandLine } from './programs.mjs';

/**
 * Reports which process exited and why, its last output, the processes that still run, and what to do.
 * @param {import('./programs.mjs').Program} program
 * @param {import('./child.mjs').Ending} ending
 * @param {string[]} running names of the processes that still run
 * @returns {string[]} lines
 */
export function exitReport(program, ending, running) {
  const lines = [`${program.name} ${cause(ending)}.`];
  if (ending.lastLines.length > 0) {
    lines.push('  Its last words on stderr:', ...ending.lastLines.map((line) => `    ${line}`));
  }
  if (program.vital || running.length === 0) return lines;
  return [
    ...lines,
    `  Still running: ${running.join(', ')}. Nothing is restarted by itself.`,
    `  To bring it back, in another terminal: ${commandLine(program)}`,
  ];
}

function cause({ pid, code, signal, error }) {
  if (error) return `could not be started: ${error}`;
  if (signal) return `(process ${pid}) was ended by ${signal}`;
  return `(process ${pid}) ended by itself with exit code ${code}`;
}
