import { type Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import { type Clock } from '../../platform/clock';

/** How often idle connections are looked for while stopping. */
const SWEEP_MS = 100;
/** An idle connection may bring one last request within this time; its response asks the client to close. */
const IDLE_GRACE_MS = 1_000;
/** So long clients are accepted that connect faster than their line grows shorter. */
const ACCEPT_LIMIT_MS = 1_000;

/**
 * Ends a listener without losing a request. It accepts no new connections and serves all requests in flight.
 * The next response on each connection asks the client to close it, and silent connections are closed.
 *
 * @param limit milliseconds after which the remaining connections are cut off.
 * @param cutOff ends connections that the server no longer counts as its own: upgraded ones.
 * @returns true if every connection ended by itself.
 */
export async function stopGracefully(
  server: HttpServer,
  clock: Clock,
  limit: number,
  cutOff: () => void,
): Promise<boolean> {
  if (!server.listening) return true;
  await acceptWaiting(server, clock);
  return finishConnections(server, clock, limit, cutOff);
}

/**
 * Ends a listener whose socket other processes share: they accept the connections that wait in the kernel's
 * queue.
 *
 * @param grace milliseconds for which an idle connection may bring one last request.
 */
export async function finishConnections(
  server: HttpServer,
  clock: Clock,
  limit: number,
  cutOff: () => void,
  grace = IDLE_GRACE_MS,
): Promise<boolean> {
  let isClean = true;
  // Not the HTTP server's own close, which would cut idle connections at once: a request may be on its way on them.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  const beganAt = clock.now();
  const sweep = clock.every(SWEEP_MS, () => {
    if (clock.now() - beganAt >= grace) server.closeIdleConnections();
  });
  const deadline = clock.after(limit, () => {
    isClean = false;
    server.closeAllConnections();
    cutOff();
  });
  await closed;
  sweep.cancel();
  deadline.cancel();
  return isClean;
}

/**
 * Accepts every client that has connected by now. Node accepts one connection from the kernel's queue in each
 * turn of its loop, and the kernel resets those that are left in the queue when the listener closes.
 */
export async function acceptWaiting(server: NetServer, clock: Clock): Promise<void> {
  const until = clock.now() + ACCEPT_LIMIT_MS;
  let accepted = 0;
  const note = (): void => void accepted++;
  server.on('connection', note);
  for (let before = -1; before < accepted && clock.now() < until;) {
    before = accepted;
    // Between the two the loop looks at its sockets once.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  }
  server.off('connection', note);
}
