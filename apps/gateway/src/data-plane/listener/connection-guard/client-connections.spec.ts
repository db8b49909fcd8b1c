import { Socket } from 'node:net';
import { ClientConnections } from './client-connections';

async function ended(socket: Socket): Promise<void> {
  await new Promise((resolve) => socket.once('close', resolve).destroy());
}

describe('ClientConnections', () => {
  it('admits so many of each client, and again when one has ended', async () => {
    const connections = new ClientConnections();
    const [first, second] = [new Socket(), new Socket()];
    expect(connections.admit(first, '192.0.2.1', 2)).toBe(true);
    expect(connections.admit(second, '192.0.2.1', 2)).toBe(true);
    expect(connections.admit(new Socket(), '192.0.2.1', 2)).toBe(false);
    expect(connections.admit(new Socket(), '192.0.2.2', 2)).toBe(true);
    await ended(first);
    expect(connections.admit(new Socket(), '192.0.2.1', 2)).toBe(true);
    expect(connections.admit(new Socket(), '192.0.2.1', 2)).toBe(false);
  });

  it('takes all addresses of one /64 for one client', () => {
    const connections = new ClientConnections();
    expect(connections.admit(new Socket(), '2001:db8::1', 1)).toBe(true);
    expect(connections.admit(new Socket(), '2001:db8::2', 1)).toBe(false);
    expect(connections.admit(new Socket(), '2001:db8:0:1::1', 1)).toBe(true);
  });

  it('forgets who has none open', async () => {
    const connections = new ClientConnections();
    const sockets = Array.from({ length: 1000 }, () => new Socket());
    sockets.forEach((socket, at) => connections.admit(socket, `10.0.${at >> 8}.${at & 255}`, 1));
    expect(connections.clients).toBe(1000);
    for (const socket of sockets) await ended(socket);
    expect(connections.clients).toBe(0);
  });
});
