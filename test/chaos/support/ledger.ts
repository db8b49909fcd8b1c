import { type ChaosBackend } from './chaos-backend';
import { type Shot } from './shot';

/** The requests that reached the backends, by their own account. */
export class Ledger {
  private readonly posts = new Map<number, number>();

  static of(backends: readonly ChaosBackend[]): Ledger {
    return new Ledger(backends.flatMap((backend) => backend.requests()));
  }

  /** @param requests `METHOD /path/ID` each. */
  constructor(requests: readonly string[]) {
    for (const request of requests) {
      const id = /^POST \S*\/(\d+)$/.exec(request)?.[1];
      if (id !== undefined) this.posts.set(Number(id), (this.posts.get(Number(id)) ?? 0) + 1);
    }
  }

  /** How many POSTs came to a backend more than once, be it the same one. */
  repeatedPosts(): number {
    return [...this.posts.values()].filter((times) => times > 1).length;
  }

  /** Number of POSTs that succeeded for their clients and never came to a backend. */
  lostPosts(shots: readonly Shot[]): number {
    return shots.filter(({ id, method, ending }) => {
      return method === 'POST' && ending === 'whole' && !this.posts.has(id);
    }).length;
  }
}
