import net from 'node:net';
import process from 'node:process';
import { Connection } from './connection.mjs';
import { ItemsAnswers } from './items.mjs';

// All backends live in one process: four would switch contexts on the core that they share with the load.
process.env.PORTS.split(',').forEach((port, index) => {
  const answers = new ItemsAnswers(String.fromCharCode(97 + index));
  net
    .createServer({ noDelay: true }, (socket) => new Connection(socket, answers))
    .listen(Number(port), '127.0.0.1');
});
