import { type ErrorGuard } from './error.guard';

/** Observers of one kind. Each of them is called, whatever another one throws. */
export class Observers<T extends object> {
  private all: readonly T[] = [];

  constructor(private readonly guard: ErrorGuard) {}

  get size(): number {
    return this.all.length;
  }

  add(observer: T): void {
    this.all = [...this.all, observer];
  }

  /** @param call on the request path a constant function, so that nothing is made for each request. */
  tell<P extends unknown[]>(call: (observer: T, ...parameters: P) => void, ...parameters: P): void {
    for (const observer of this.all) {
      try {
        call(observer, ...parameters);
      } catch (error) {
        this.guard.note(observer.constructor.name, error);
      }
    }
  }
}
