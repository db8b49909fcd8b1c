import { type SourceListener } from '../../../apps/gateway/src/control-plane/discovery/backend.source';
import { type BackendSettings } from '../../../apps/gateway/src/data-plane/upstream/backend';

/** Hears what a source tells. */
export class Heard implements SourceListener {
  readonly lists: (readonly BackendSettings[])[] = [];
  readonly troubles: string[] = [];
  skipped: readonly string[] = [];

  found(backends: readonly BackendSettings[], skipped: readonly string[] = []): void {
    this.lists.push(backends);
    this.skipped = skipped;
  }

  failed(reason: string): void {
    this.troubles.push(reason);
  }

  /** The addresses of the last list. */
  get urls(): string[] | undefined {
    return this.lists.at(-1)?.map(({ url }) => url);
  }

  /** Number of reports of any kind. */
  get count(): number {
    return this.lists.length + this.troubles.length;
  }
}
