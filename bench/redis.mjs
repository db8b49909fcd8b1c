import { once } from 'node:events';
import { connect } from 'node:net';
import { freePorts } from './free-ports.mjs';
import { Refusal } from './refusal.mjs';
import { which } from './which.mjs';

/** Starts a Redis server that keeps nothing on disk, and resolves to its port and process id. */
export async function startRedis(processes) {
  const file = which('redis-server');
  if (file === undefined) throw new Refusal('redis-server is missing: apt-get install redis-server.');
  const [port] = await freePorts(1);
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const id = await processes.start('redis', { file, args, env: {} }, port, () => tell(port, 'PING'));
  return { port, id };
}

/** How many commands the server has carried out since its start, without those that only asked for that. */
export async function commandsOf(port) {
  const answer = await tell(port, 'INFO commandstats');
  return [...answer.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
    .filter(([, name]) => name !== 'info' && name !== 'ping')
    .reduce((sum, [, , calls]) => sum + Number(calls), 0);
}

/** Sends one command as a line, and resolves to the answer, whole where it fits in a packet. */
async function tell(port, command) {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [bytes] = await once(socket, 'data');
    return bytes.toString();
  } finally {
    socket.destroy();
  }
}
