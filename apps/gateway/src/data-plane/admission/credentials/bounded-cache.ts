/** Remembers at most so many values, each until its time; what was put in first goes first. */
export class BoundedCache<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly expires: number }>();

  constructor(private readonly max: number) {}

  get size(): number {
    return this.entries.size;
  }

  /** The value, unless `now` is past its time. */
  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expires > now) return entry.value;
    this.entries.delete(key);
    return undefined;
  }

  put(key: string, value: T, expires: number): void {
    this.entries.delete(key);
    if (this.entries.size >= this.max) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest);
    }
    this.entries.set(key, { value, expires });
  }
}
