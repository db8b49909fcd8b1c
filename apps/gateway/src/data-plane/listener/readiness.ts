import { Injectable } from '@nestjs/common';

/** True while new clients should connect here; the admin port reports it to load balancers. */
@Injectable()
export class Readiness {
  private state: 'starting' | 'ready' | 'stopping' = 'starting';

  get isReady(): boolean {
    return this.state === 'ready';
  }

  get isStopping(): boolean {
    return this.state === 'stopping';
  }

  noteListening(): void {
    if (this.state === 'starting') this.state = 'ready';
  }

  noteStopping(): void {
    this.state = 'stopping';
  }
}
