import { Injectable } from '@nestjs/common';
import { ConcurrencyStore } from './concurrency.store';

/** Counts in this process; no larger than the requests in flight. */
@Injectable()
export class MemoryConcurrencyStore extends ConcurrencyStore {
  size = 0;
  private readonly counts = new Map<string, number>();

  begin(key: string, max: number): boolean {
    const count = this.counts.get(key) ?? 0;
    if (count >= max) return false;
    this.counts.set(key, count + 1);
    this.size++;
    return true;
  }

  end(key: string): void {
    this.size--;
    const left = (this.counts.get(key) ?? 0) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}
