import { UsageError } from './usage.error.mjs';

// Each port is a process of some 60 MB: a mistyped range should not take the machine down.
const MOST_PORTS = 64;

/**
 * Reads one port number, 1 to 65535.
 * @param {string} text
 * @param {string} name whose value it is, for the message
 * @returns {number}
 */
export function parsePort(text, name) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new UsageError(`${name}: "${text}" is not a port number from 1 to 65535.`);
  return port;
}

/**
 * Reads "8000-8003", "8000,8002" or a mixture, and keeps the order given.
 * @param {string} text
 * @param {string} name whose value it is, for the message
 * @returns {number[]}
 */
export function parsePorts(text, name) {
  const ports = text.split(',').flatMap((part) => parseRange(part.trim(), name));
  const twice = ports.find((port, index) => ports.indexOf(port) !== index);
  if (twice !== undefined) throw new UsageError(`${name}: port ${twice} is named twice.`);
  if (ports.length > MOST_PORTS) throw tooMany(ports.length, name);
  return ports;
}

function parseRange(text, name) {
  const [from, to = from, ...rest] = text.split('-');
  if (rest.length > 0) throw new UsageError(`${name}: "${text}" is not a range such as 8000-8003.`);
  const first = parsePort(from, name);
  const last = parsePort(to, name);
  if (last < first) throw new UsageError(`${name}: the range "${text}" runs backwards.`);
  const count = last - first + 1;
  if (count > MOST_PORTS) throw tooMany(count, name);
  return Array.from({ length: count }, (_, index) => first + index);
}

function tooMany(count, name) {
  return new UsageError(`${name}: ${count} ports would start ${count} processes; the most is ${MOST_PORTS}.`);
}
