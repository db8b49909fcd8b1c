import { type BackendSettings } from '../../../data-plane/upstream/backend';
import { type BackendSource, type SourceListener } from '../backend.source';

export interface StaticSourceSettings {
  readonly type: 'static';
  readonly backends: readonly BackendSettings[];
}

/** Backends from the configuration itself, as one source among others. */
export class StaticSource implements BackendSource {
  readonly name = 'static';
  private listener: SourceListener | undefined;

  constructor(private readonly backends: readonly BackendSettings[]) {}

  start(listener: SourceListener): void {
    this.listener = listener;
    this.look();
  }

  look(): void {
    this.listener?.found(this.backends);
  }

  stop(): void {
    this.listener = undefined;
  }
}
