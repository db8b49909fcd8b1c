import { createServer } from 'node:net';
import { holderOf } from './port-holder.mjs';

/**
 * Tries every address by listening on it for a moment.
 * @param {{ name: string, host: string, port: number }[]} addresses
 * @returns {Promise<string[]>} one line for each that cannot be had, none when all are free
 */
export async function busyPorts(addresses) {
  const lines = [];
  // One after the other, so that two equal addresses do not get in each other's way.
  for (const address of addresses) {
    const code = await errorOnListening(address);
    if (code) lines.push(explain(address, code));
  }
  return lines;
}

/** @returns {Promise<string | undefined>} */
function errorOnListening({ host, port }) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function explain({ name, host, port }, code) {
  if (code === 'EADDRINUSE') return `Port ${port} (for ${name}) is held by ${describe(holderOf(port))}.`;
  if (code === 'EACCES')
    return `Port ${port} (for ${name}) may be opened by root only; choose one above 1023.`;
  return `Port ${port} (for ${name}) cannot be opened on "${host}": this machine has no such address (${code}).`;
}

function describe(holder) {
  if (!holder) return 'a process that this user cannot see';
  return holder.command ? `process ${holder.pid} (${holder.command})` : `process ${holder.pid}`;
}
