import { HTTP_METHODS } from '../../data-plane/http-methods';

/** Methods that have a label of their own; clients may send what they like, so all others share one. */
const METHODS = [...HTTP_METHODS.keys(), 'other'];
const CLASSES = ['other', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

const PLACES = new Map<string, number>(METHODS.map((method, at) => [method, at * CLASSES.length]));
const OTHER = (METHODS.length - 1) * CLASSES.length;

/** Requests by method and class of status: a few numbers in one place, so that counting one allocates nothing. */
export class RequestCounts {
  private readonly counts = new Float64Array(METHODS.length * CLASSES.length);

  note(method: string, status: number): void {
    const place = PLACES.get(method) ?? OTHER;
    const statusClass = Math.floor(status / 100);
    this.counts[place + (statusClass < CLASSES.length ? statusClass : 0)]++;
  }

  /** All counts that exist. */
  *[Symbol.iterator](): Generator<readonly [method: string, statusClass: string, count: number]> {
    for (const [at, count] of this.counts.entries()) {
      if (count === 0) continue;
      yield [METHODS[Math.floor(at / CLASSES.length)], CLASSES[at % CLASSES.length], count];
    }
  }
}
