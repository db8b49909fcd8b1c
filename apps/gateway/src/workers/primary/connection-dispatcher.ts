import { createServer, type Server, type Socket } from 'node:net';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { WorkerLinks } from './worker-links';
import { type WorkerProcess } from './worker-process';

/** Maximum number of clients that wait while no worker runs; further connections are closed. */
const MAX_WAITING = 1_024;

/**
 * Accepts the clients' connections and hands each to the worker that has the fewest on their way to it, all in turn. It
 * is known of a connection that it has arrived, so that one whose worker ends before that goes to another.
 */
@Injectable()
export class ConnectionDispatcher implements OnModuleDestroy {
  /**
   * The server that listens for clients. The primary reads nothing from a connection before its worker does.
   */
  readonly server: Server = createServer({ pauseOnConnect: true }, (socket) => {
    // The client may have left; the worker that gets the connection notices that, too.
    socket.on('error', () => undefined);
    this.dispatch(socket);
  });
  /** The connections on their way to each worker, by number. */
  private readonly underWay = new Map<WorkerProcess, Map<number, Socket>>();
  private readonly waiting: Socket[] = [];
  private mayWait = true;
  private dispatched = 0;

  constructor(private readonly links: WorkerLinks) {
    links.on('taken', (worker, number) => this.taken(worker, number));
  }

  /** The worker takes connections from now on. */
  workerStarted(worker: WorkerProcess): void {
    this.underWay.set(worker, new Map());
    // By then, every message that it sent before its end has been read.
    void worker.silent.then(() => this.leave(worker));
    this.mayWait = true;
    for (const socket of this.waiting.splice(0)) this.dispatch(socket);
  }

  /** Closes waiting clients until a worker has started: it needs the descriptors that they use. */
  outOfDescriptors(): void {
    this.mayWait = false;
    this.closeWaiting();
  }

  /** Stops accepting, and closes waiting clients. */
  close(): void {
    this.server.close();
    this.closeWaiting();
  }

  onModuleDestroy(): void {
    this.close();
  }

  private dispatch(socket: Socket): void {
    const worker = this.next();
    if (worker !== undefined) this.hand(worker, socket);
    else if (this.mayWait && this.server.listening && this.waiting.length < MAX_WAITING)
      this.waiting.push(socket);
    else socket.destroy();
  }

  private closeWaiting(): void {
    for (const socket of this.waiting.splice(0)) socket.destroy();
  }

  /** The one with the fewest under way; among equals, the one that has waited longest for its turn. */
  private next(): WorkerProcess | undefined {
    let next: WorkerProcess | undefined;
    let fewest = Infinity;
    for (const [worker, sockets] of this.underWay) {
      if (!worker.isServing || sockets.size >= fewest) continue;
      next = worker;
      fewest = sockets.size;
    }
    return next;
  }

  private hand(worker: WorkerProcess, socket: Socket): void {
    const sockets = this.underWay.get(worker)!;
    // Who has had its turn is last in line.
    this.underWay.delete(worker);
    this.underWay.set(worker, sockets);
    const number = ++this.dispatched;
    sockets.set(number, socket);
    worker.handConnection(number, socket, () => this.taken(worker, number));
  }

  private taken(worker: WorkerProcess, number: number): void {
    const sockets = this.underWay.get(worker);
    // The worker has a descriptor of its own.
    sockets?.get(number)?.destroy();
    sockets?.delete(number);
  }

  private leave(worker: WorkerProcess): void {
    const sockets = this.underWay.get(worker);
    this.underWay.delete(worker);
    for (const socket of sockets?.values() ?? []) this.dispatch(socket);
  }
}
