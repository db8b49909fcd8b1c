import net from 'node:net';
import { nextBackend, port } from './surroundings.mjs';

/** Passes whatever arrives on one socket to the other, with back-pressure. */
function pass(from, to) {
  from.on('data', (bytes) => to.write(bytes) || from.pause());
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}

// Understands no HTTP at all, so this is the floor: what the sockets alone cost in Node.
net
  .createServer({ noDelay: true }, (client) => {
    const backend = net.connect({ port: new URL(nextBackend()).port, host: '127.0.0.1', noDelay: true });
    pass(client, backend);
    pass(backend, client);
  })
  .listen(port, '127.0.0.1');
