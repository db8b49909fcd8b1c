import { ALLOWED } from '../../config/schema-issues';
import { backend } from '../../config/schema/backend';
import { type BackendSettings } from '../../data-plane/upstream/backend';

const MAX_SHOWN = 60;

/** Reads lists that may have unusable entries: these are reported, and all others count. */
export class ListedBackends {
  private readonly backends: BackendSettings[] = [];
  private readonly skipped: string[] = [];
  private readonly seen = new Set<string>();

  /** The valid entries, and those that were skipped. */
  get found(): { readonly backends: readonly BackendSettings[]; readonly skipped: readonly string[] } {
    return { backends: this.backends, skipped: this.skipped };
  }

  /** @param entry as under `backends` in the configuration. */
  add(entry: unknown): void {
    const { success, data, error } = backend.safeParse(entry, { error: ALLOWED });
    if (success) return this.addRead(data);
    const [{ path, message }] = error.issues;
    this.skip(entry, `allowed${path.length > 0 ? ` as ${path.join('.')}` : ''}: ${message}`);
  }

  /** Skips an entry for a reason that only the caller knows. */
  skip(entry: unknown, reason: string): void {
    const text = JSON.stringify(entry) ?? 'nothing';
    const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
    this.skipped.push(`${shown}, ${reason}`);
  }

  private addRead(read: BackendSettings): void {
    const { id, url } = read;
    // The same twice is once.
    if (this.seen.has(`at ${url}`)) return;
    if (this.seen.has(`id ${id}`)) return this.skip({ url, id }, 'allowed: an id that no other backend has');
    this.seen.add(`at ${url}`).add(`id ${id}`);
    this.backends.push(read);
  }
}
