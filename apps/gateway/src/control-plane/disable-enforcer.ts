import { Injectable } from '@nestjs/common';
import { type Backend } from '../data-plane/upstream/backend';
import { type StateChange } from '../data-plane/upstream/backend-state';
import { BackendStates, type StateObserver } from '../data-plane/upstream/backend-states';
import { type Pool } from '../data-plane/upstream/pool';
import { UpstreamClient } from '../data-plane/upstream/upstream-client';

/** A backend that an operator disables has nothing to do from that moment on: whatever it has in flight is broken off. */
@Injectable()
export class DisableEnforcer implements StateObserver {
  constructor(
    private readonly client: UpstreamClient,
    states: BackendStates,
  ) {
    states.observe(this);
  }

  stateChanged({ queue }: Pool, backend: Backend, { to }: StateChange): void {
    if (to !== 'disabled') return;
    this.client.abortAll(backend);
    queue?.gone(backend);
  }
}
