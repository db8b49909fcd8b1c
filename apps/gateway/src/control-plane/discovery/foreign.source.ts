import { type BackendSettings } from '../../data-plane/upstream/backend';
import { parseEndpoint } from '../../platform/endpoint';
import { type OwnListeners, ownListenerText } from '../../platform/own-listeners';
import { type BackendSource, type SourceListener } from './backend.source';

/** A source without the gateway's own listeners: what it lists of them is passed over, and reported. */
export class ForeignSource implements BackendSource, SourceListener {
  private listener: SourceListener | undefined;

  constructor(
    private readonly source: BackendSource,
    private readonly ownListeners: OwnListeners,
  ) {}

  get name(): string {
    return this.source.name;
  }

  start(listener: SourceListener): void {
    this.listener = listener;
    this.source.start(this);
  }

  look(): void {
    this.source.look();
  }

  stop(): void {
    this.source.stop();
    this.listener = undefined;
  }

  found(backends: readonly BackendSettings[], skipped: readonly string[] = []): void {
    const foreign: BackendSettings[] = [];
    const own: string[] = [];
    for (const backend of backends) {
      const listener = this.ownListeners.namedBy(parseEndpoint(backend.url));
      if (listener === undefined) foreign.push(backend);
      else own.push(`${backend.url}, which ${ownListenerText(listener)}`);
    }
    this.listener?.found(foreign, [...own, ...skipped]);
  }

  failed(reason: string): void {
    this.listener?.failed(reason);
  }
}
