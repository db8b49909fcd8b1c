import { Injectable } from '@nestjs/common';

/** Whether new clients should be sent here; the admin port tells it to whoever places them. */
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
