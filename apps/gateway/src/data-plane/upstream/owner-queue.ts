import { ClientClosedError } from '../errors/client.errors';
import { type Clock } from '../../platform/clock';
import { type Backend } from './backend';
import { OwnerQueueLine, type Waiter, type WaitingRequest, type WaitResult } from './owner-queue-line';

/** How many requests of a pool may wait for owners that are not available, and how fast they go when one is back. */
export interface OwnerQueueSettings {
  readonly size: number;
  /** Bytes of their bodies that the gateway holds meanwhile. */
  readonly bodyBytes: number;
  /** Milliseconds over which up to 1,023 requests are sent to a backend that is back. */
  readonly ramp: number;
}

/**
 * Requests of one pool that wait because the owner of their resource is not available. They go in the order in which they
 * came.
 */
export class OwnerQueue {
  /** Waits since the start, by their end; `left` if the client left. */
  readonly ended: Record<WaitResult | 'left', number> = { back: 0, expired: 0, full: 0, left: 0 };
  private readonly lines = new Map<string, OwnerQueueLine>();
  private requests = 0;
  private bytes = 0;

  constructor(
    private readonly clock: Clock,
    public settings: OwnerQueueSettings,
    private readonly find: (backendId: string) => Backend | undefined,
  ) {}

  get length(): number {
    return this.requests;
  }

  /** Milliseconds on the monotonic clock. */
  now(): number {
    return this.clock.now();
  }

  /** The requests that wait for one backend; undefined if there are none. */
  lineFor(backendId: string): OwnerQueueLine | undefined {
    return this.lines.size === 0 ? undefined : this.lines.get(backendId);
  }

  /**
   * Waits until the backend with this id may be sent the request.
   *
   * @throws ClientClosedError by rejection when the client leaves.
   */
  turn(backendId: string, request: WaitingRequest): Promise<WaitResult> {
    const { size, bodyBytes } = this.settings;
    if (request.deadline <= this.clock.now()) return this.endAtOnce('expired');
    if (this.requests >= size || this.bytes + request.bodyBytes > bodyBytes) return this.endAtOnce('full');
    const line = this.lines.get(backendId) ?? this.newLine(backendId);
    return new Promise((resolve, reject) => {
      const end = (result: WaitResult | 'left'): void => {
        request.client.off('close', leave);
        this.leave(backendId, line, request, result);
        if (result === 'left') reject(new ClientClosedError());
        else resolve(result);
      };
      const waiter: Waiter = { request, end };
      const leave = (): void => line.remove(waiter, 'left');
      request.client.once('close', leave);
      this.requests++;
      this.bytes += request.bodyBytes;
      line.add(waiter);
      this.note(backendId, line);
    });
  }

  private endAtOnce(result: WaitResult): Promise<WaitResult> {
    this.ended[result]++;
    return Promise.resolve(result);
  }

  private leave(
    backendId: string,
    line: OwnerQueueLine,
    { bodyBytes }: WaitingRequest,
    result: WaitResult | 'left',
  ): void {
    this.requests--;
    this.bytes -= bodyBytes;
    this.ended[result]++;
    this.note(backendId, line);
    if (line.length > 0) return;
    line.close();
    if (this.lines.get(backendId) === line) this.lines.delete(backendId);
  }

  private note(backendId: string, { length, oldestAt }: OwnerQueueLine): void {
    const backend = this.find(backendId);
    if (backend === undefined) return;
    backend.waiting = length;
    backend.waitingSince = oldestAt;
  }

  private newLine(backendId: string): OwnerQueueLine {
    const mayServe = (): boolean => {
      const backend = this.find(backendId);
      return backend !== undefined && backend.acceptsOwnedRequests && !backend.isFull;
    };
    const line = new OwnerQueueLine(this.clock, () => this.settings.ramp, mayServe);
    this.lines.set(backendId, line);
    return line;
  }
}
