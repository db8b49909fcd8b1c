import { EventEmitter } from 'node:events';
import { type ErrorGuard } from './error.guard';

/** A socket, a stream, a session, a request or a response: it can be ended at once. */
export interface Closable extends EventEmitter {
  destroy(): unknown;
}

type Parameters = readonly unknown[];
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the emitter
const emit = EventEmitter.prototype.emit as (
  this: Closable,
  event: string,
  ...parameters: Parameters
) => boolean;

/** Makes every event handler of an emitter safe: one that throws ends its emitter, not the process. */
export type GuardHandlers = (emitter: Closable) => void;

/** One function serves all emitters, so that guarding one is one assignment. */
export function handlersGuardedBy(guard: ErrorGuard): GuardHandlers {
  function guardedEmit(this: Closable, event: string, ...parameters: Parameters): boolean {
    try {
      return emit.call(this, event, ...parameters);
    } catch (error) {
      guard.note(this.constructor.name, error);
      this.destroy();
      return true;
    }
  }
  return (emitter) => {
    emitter.emit = guardedEmit as EventEmitter['emit'];
  };
}
