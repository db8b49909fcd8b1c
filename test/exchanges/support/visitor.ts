import { connect as connectTcp, type Socket } from 'node:net';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** Where the gateways of a stage are. */
export interface Addresses {
  readonly clear: number;
  readonly secure: number;
  readonly ca: Buffer;
}

/** A connection and, under it, the socket of the system, which alone can be reset. */
export interface Opened {
  readonly socket: Socket;
  readonly below: Socket;
}

/** How long a client that leaves in the middle waits before, at most, in milliseconds. */
export const WAITING_MS = 15;
/** How long a client stays that does not take what it has asked for. */
export const STANDING_MS = 250;

/** Opens a connection in the clear. */
export async function openClear(port: number): Promise<Opened> {
  const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return { socket, below: socket };
}

/** Opens a connection over TLS that speaks this protocol; again where a slow machine was late with the handshake. */
export async function openSecure(addresses: Addresses, protocol: string): Promise<Opened> {
  for (;;) {
    const { below } = await openClear(addresses.secure);
    below.on('error', () => undefined);
    const options = { ca: addresses.ca, servername: 'localhost', ALPNProtocols: [protocol] };
    const socket = connectTls({ ...options, socket: detached(below) });
    socket.on('error', () => below.destroy());
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('secureConnect', () => resolve(true));
      socket.once('close', () => resolve(false));
    });
    if (isOpen) return { socket, below };
  }
}

/** Passes on what is read and written, so that the socket can be reset: under TLS itself, that ends the process of Node 20. */
function detached(below: Socket): Duplex {
  const above = new Duplex({
    read: () => below.resume(),
    write: (piece: Buffer, _, done) => void below.write(piece, () => done()),
    final: (done) => void below.end(() => done()),
    destroy: (_, done) => {
      below.destroy();
      done(null);
    },
  });
  below.on('data', (piece: Buffer) => {
    if (!above.push(piece)) below.pause();
  });
  below.on('end', () => above.push(null));
  below.on('close', () => above.destroy());
  return above;
}
