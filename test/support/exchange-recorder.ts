import { EventEmitter, once } from 'node:events';
import { type Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import {
  ExchangeLifecycle,
  type ExchangeObserver,
} from '../../apps/gateway/src/data-plane/exchange/exchange-lifecycle';
import { type TestGateway } from './test-gateway';

/** Keeps what the gateway tells of its exchanges. */
export class ExchangeRecorder implements ExchangeObserver {
  readonly all: Exchange[] = [];
  readonly over: Exchange[] = [];
  private readonly changes = new EventEmitter();

  constructor(gateway: TestGateway) {
    gateway.application.app.get(ExchangeLifecycle).observe(this);
  }

  begun(exchange: Exchange): void {
    this.all.push(exchange);
    this.changes.emit('change');
  }

  ended(exchange: Exchange): void {
    this.over.push(exchange);
    this.changes.emit('change');
  }

  /** The exchange with this place in the order of their ends, once it has ended. */
  async end(at = 0): Promise<Exchange> {
    while (this.over.length <= at) await once(this.changes, 'change');
    return this.over[at];
  }

  /** The exchange with this place in the order of their beginnings, once it has begun. */
  async begin(at = 0): Promise<Exchange> {
    while (this.all.length <= at) await once(this.changes, 'change');
    return this.all[at];
  }
}
