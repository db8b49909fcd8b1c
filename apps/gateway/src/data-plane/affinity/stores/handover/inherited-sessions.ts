import { type MemoryStickySessionStore } from '../memory/memory-sticky-session.store';
import { sessionIn, type SessionRow } from './session-row';

/** The last batch of a transfer: the changes that the new process has not received yet. */
export interface LastSessions {
  readonly rows: readonly SessionRow[];
  /** Rules and pools of which everything is known. */
  readonly completeTables: readonly string[];
}

/** Imports sessions of another process. They replace the ones of the same keys. */
export function importSessions(store: MemoryStickySessionStore, rows: readonly SessionRow[]): void {
  for (const row of rows) {
    const session = sessionIn(row);
    if (session === undefined) store.drop(row[0]);
    else store.adopt(session);
  }
}

/** The same for the last sessions. All other rules and pools may have lost sessions. */
export function importLastSessions(
  store: MemoryStickySessionStore,
  { rows, completeTables }: LastSessions,
): void {
  importSessions(store, rows);
  store.suspectAllExcept(completeTables);
}
