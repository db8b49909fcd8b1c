import { MemoryStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { SystemClock } from '../../../apps/gateway/src/platform/system-clock';

/** The costs of the sticky sessions; times in nanoseconds a lookup. */
export interface StoreFigures {
  readonly bytesPerSession: number;
  readonly lookupAmongMany: number;
  readonly lookupAmongFew: number;
}

const MANY = 1_000_000;
const FEW = 10_000;
const LOOKUPS = 200_000;
const ROUNDS = 5;

/** Keys as requests bring them: short numbers, or the 36 characters of a UUID. */
function keyOf(kind: string, id: number): string {
  return kind === 'uuid'
    ? `items/main/${String(id).padStart(8, '0')}-5b5d-4c4e-9a3e-0123456789ab`
    : `items/main/${id}`;
}

function memoryInUse(): number {
  globalThis.gc!();
  globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function filled(sessions: number, kind: string): MemoryStickySessionStore {
  const store = new MemoryStickySessionStore(new SystemClock());
  store.apply([{ name: 'items', maxSessions: 1_000_000, idleTimeout: 86_400_000, pools: ['main'] }]);
  for (let id = 0; id < sessions; id++) {
    const { session } = store.claim(keyOf(kind, id), `backend-${id % 16}`);
    store.confirm(session, 'create');
    if (id % 2 === 0) store.touch(store.find(session.key)!);
  }
  return store;
}

/** Finds sessions in a random order, and answers how long one took. */
function lookupTime(store: MemoryStickySessionStore, sessions: number, kind: string): number {
  let id = 1;
  let found = 0;
  // Of this process alone: others have the processors, too.
  const begun = process.cpuUsage();
  for (let lookup = 0; lookup < LOOKUPS; lookup++) {
    id = (Math.imul(id, 1_664_525) + 1_013_904_223) >>> 0;
    if (store.find(keyOf(kind, id % sessions)) !== undefined) found++;
  }
  const time = (process.cpuUsage(begun).user * 1e3) / LOOKUPS;
  if (found !== LOOKUPS) throw new Error(`Only ${found} of ${LOOKUPS} sessions were found.`);
  return time;
}

/** Fills stores in this process, which was started for it, and tells the parent what they cost. */
function main(kind: string): void {
  const few = filled(FEW, kind);
  const before = memoryInUse();
  const many = filled(MANY, kind);
  const bytesPerSession = (memoryInUse() - before) / MANY;
  // The fastest round of each counts: what else the machine does only makes it slower.
  let [lookupAmongFew, lookupAmongMany] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    lookupAmongFew = Math.min(lookupAmongFew, lookupTime(few, FEW, kind));
    lookupAmongMany = Math.min(lookupAmongMany, lookupTime(many, MANY, kind));
  }
  const figures: StoreFigures = { bytesPerSession, lookupAmongMany, lookupAmongFew };
  if (process.send === undefined) console.log(figures);
  else process.send(figures);
}

main(process.argv[2]);
