import { Server } from 'node:http';
import { Socket } from 'node:net';
import { ConnectionLimit } from './connection.limit';

it('closes what is too much at once, and takes others when one has ended', async () => {
  const limit = new ConnectionLimit();
  const server = new Server();
  limit.guard(server);
  limit.max = 1;
  const [first, second, third] = [new Socket(), new Socket(), new Socket()];
  for (const socket of [first, second]) server.emit('connection', socket);
  expect([first.destroyed, second.destroyed, limit.refused]).toEqual([false, true, 1]);
  await new Promise((resolve) => first.once('close', resolve).destroy());
  server.emit('connection', third);
  expect([third.destroyed, limit.refused]).toEqual([false, 1]);
  third.destroy();
});
