import { type RegisteredBackends } from '../../self-registration/registered-backends';
import { type PoolSubscriber } from '../../self-registration/pool-subscribers';
import { type BackendSettings } from '../../../data-plane/upstream/backend';
import { type BackendSource, type SourceListener } from '../backend.source';
import { type ShrinkSettings } from '../shrink-protection';

export interface RegistrySourceSettings {
  readonly type: 'self-registration';
  readonly shrinkProtection: ShrinkSettings;
}

/** Backends that register themselves. */
export class SelfRegistrationSource implements BackendSource, PoolSubscriber {
  readonly name = 'self-registration';
  private listener: SourceListener | undefined;
  private end: (() => void) | undefined;

  constructor(
    private readonly pool: string,
    private readonly registry: RegisteredBackends,
  ) {}

  start(listener: SourceListener): void {
    this.listener = listener;
    this.end = this.registry.follow(this.pool, this);
  }

  look(): void {
    void this.registry.look(this.pool);
  }

  stop(): void {
    this.end?.();
    this.listener = undefined;
  }

  announced(backends: readonly BackendSettings[]): void {
    this.listener?.found(backends);
  }

  unheard(reason: string): void {
    this.listener?.failed(reason);
  }
}
