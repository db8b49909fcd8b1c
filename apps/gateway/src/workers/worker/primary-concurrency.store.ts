import { ConcurrencyStore } from '../../data-plane/admission/rate-limiting/concurrency.store';
import { type PrimaryLink } from '../topics';

/**
 * Has the primary count the requests that all workers have under way. While the primary cannot be asked, every request may
 * begin. A number tells the requests apart, because the primary may not have counted each of them.
 */
export class PrimaryConcurrencyStore extends ConcurrencyStore {
  size = 0;
  private lastNumber = 0;
  private readonly begun = new Map<string, number[]>();

  constructor(private readonly link: PrimaryLink) {
    super();
  }

  async begin(key: string, max: number): Promise<boolean> {
    const number = ++this.lastNumber;
    const mayBegin = await this.link.request('beginRequest', { number, key, max }).catch(() => true);
    if (!mayBegin) return false;
    this.size++;
    const numbers = this.begun.get(key);
    if (numbers === undefined) this.begun.set(key, [number]);
    else numbers.push(number);
    return true;
  }

  end(key: string): void {
    const numbers = this.begun.get(key);
    const number = numbers?.pop();
    if (numbers === undefined || number === undefined) return;
    if (numbers.length === 0) this.begun.delete(key);
    this.size--;
    this.link.notify('endRequest', number);
  }
}
