import { type Clock } from '../../../apps/gateway/src/platform/clock';
import { Deadlines } from '../../../apps/gateway/src/platform/deadlines';
import { type ProxyError } from '../../../apps/gateway/src/data-plane/errors/proxy.error';
import {
  UpstreamClosedError,
  UpstreamConnectError,
  UpstreamTimeoutError,
} from '../../../apps/gateway/src/data-plane/errors/upstream.errors';
import { type Backend } from '../../../apps/gateway/src/data-plane/upstream/backend';
import { type UpstreamConnection } from '../../../apps/gateway/src/data-plane/upstream/connections/upstream-connection';
import { type ResponseHead } from '../../../apps/gateway/src/data-plane/upstream/response-head';
import { type ResponseListener } from '../../../apps/gateway/src/data-plane/upstream/response-listener';
import { type Random } from '../../../apps/gateway/src/platform/random';
import { type BackendReply, type SimulatedBackend } from './simulated-backend';
import { type SimulatedProcess } from './simulated-process';
import { type VirtualTime } from './virtual-time';
import { latency } from './wire';

type Listener = ResponseListener<UpstreamConnection>;

/** Services that every connection of a gateway shares. */
export interface UpstreamSurroundings {
  readonly time: VirtualTime;
  readonly process: SimulatedProcess;
  readonly backends: ReadonlyMap<string, SimulatedBackend>;
  /** For a backend to respond, in milliseconds. */
  readonly limits: { readonly responseTimeout: number };
  /** The chances of the operation that the request belongs to. */
  randomOf(operation: number): Random;
}

/** Takes the part of `UpstreamClient`: connections to the backends of the simulated world. */
export class SimulatedUpstreamClient {
  readonly deadlines: Deadlines;
  private readonly waiting = new Set<Listener>();

  constructor(
    private readonly surroundings: UpstreamSurroundings,
    clock: Clock,
  ) {
    this.deadlines = new Deadlines(clock);
  }

  acquire({ id }: Backend, listener: Listener): void {
    const { process, backends } = this.surroundings;
    const backend = backends.get(id)!;
    this.waiting.add(listener);
    process.after(0.02, () => {
      if (!this.waiting.delete(listener)) return;
      if (!backend.isUp)
        return listener.onFailure(new UpstreamConnectError({ cause: new Error('ECONNREFUSED') }));
      const connection = new SimulatedConnection(this.surroundings, backend, listener);
      listener.onConnection(connection as unknown as UpstreamConnection);
    });
  }

  abandon(_backend: Backend, listener: Listener): void {
    this.waiting.delete(listener);
  }
}

/** Takes the part of `UpstreamConnection`, for one request. */
class SimulatedConnection implements BackendReply {
  readonly reused = false;
  readonly reservedFor = undefined;
  answerBegun = false;
  private random: Random;
  private isOver = false;

  constructor(
    private readonly surroundings: UpstreamSurroundings,
    private readonly backend: SimulatedBackend,
    private readonly listener: Listener,
  ) {}

  get isAwaited(): boolean {
    return this.surroundings.process.isAlive;
  }

  send(head: string): void {
    const [, method, target] = /^(\S+) (\S+)/.exec(head)!;
    const operation = Number(/^x-operation: (\d+)/im.exec(head)?.[1]);
    const { time, process, limits } = this.surroundings;
    const random = (this.random = this.surroundings.randomOf(operation));
    // The bytes have left: whether the gateway still lives or waits when they arrive makes no difference.
    time.after(latency(random), () => {
      // An abandoned connection may be closed before its request is read.
      if (this.isOver && random.fraction() < 0.5) return;
      this.backend.receive({ operation, method, target, random }, this);
    });
    process.after(limits.responseTimeout, () => this.fail(new UpstreamTimeoutError()));
  }

  respond(status: number, isTruncated: boolean): void {
    this.later(() => {
      this.answerBegun = true;
      this.listener.onHead(headOf(status));
      if (this.isOver) return;
      if (isTruncated) return this.later(() => this.fail(new UpstreamClosedError('body')));
      this.end();
    });
  }

  reset(): void {
    this.later(() => this.fail(new UpstreamClosedError('send')));
  }

  abort(): void {
    this.isOver = true;
  }

  resume(): void {
    // No body is ever held back.
  }

  private end(): void {
    this.isOver = true;
    this.listener.onEnd(undefined);
  }

  private later(next: () => void): void {
    this.surroundings.process.after(latency(this.random), () => {
      if (!this.isOver) next();
    });
  }

  private fail(error: ProxyError): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.onFailure(error);
  }
}

function headOf(status: number): ResponseHead {
  return {
    status,
    reason: '',
    headers: [],
    framing: 'none',
    contentLength: 0,
    keepAlive: true,
    authenticatesConnection: false,
    upgrade: undefined,
    isEventStream: false,
    keepAliveTimeout: undefined,
  };
}
