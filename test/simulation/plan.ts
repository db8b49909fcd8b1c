import { createHash } from 'node:crypto';
import { type Random } from '../../apps/gateway/src/platform/random';
import { SeededRandom } from '../support/seeded-random';
import { type CreateMode } from './history/allowances';
import { type BackendHabits } from './world/simulated-backend';

/**
 * The processes of the gateways: one process; one that an upgrade replaces; a primary with two workers; two
 * gateways on one Redis.
 */
export type Topology = 'memory' | 'upgrade' | 'workers' | 'redis';

export const TOPOLOGIES: readonly Topology[] = ['memory', 'upgrade', 'workers', 'redis'];

/** A request of a client. */
export interface PlannedOperation {
  readonly number: number;
  /** Milliseconds since the start. */
  readonly at: number;
  readonly method: string;
  readonly target: string;
  /** The item that it names. */
  readonly key: string;
  /** True if it requests the item, and does not only mention it. */
  readonly isAbout: boolean;
  /** Which gateway gets it, from 0 to 1. */
  readonly gateway: number;
  readonly isRepeatable: boolean;
  /** Milliseconds after which the client leaves; undefined if it waits. */
  readonly leavesAfter: number | undefined;
}

/** Something that goes wrong, or that an operator does. */
export interface PlannedFault {
  readonly at: number;
  readonly kind: FaultKind;
  /** Which of several backends, gateways or keys is meant, from 0 to 1. */
  readonly which: number;
  readonly milliseconds: number;
}

export type FaultKind =
  | 'backend restarts'
  | 'backend restarts without its items'
  | 'backend is unlisted'
  | 'backend drains'
  | 'backend is disabled'
  | 'configuration is reloaded'
  | 'operator corrects an owner'
  | 'gateway restarts'
  | 'gateway is upgraded'
  | 'upgrade fails'
  | 'Redis is emptied'
  | 'Redis restarts'
  | 'Redis restarts without its data'
  | 'Redis stalls'
  | 'connection to Redis breaks';

/** All events of one simulation; everything in it follows from the seed. */
export interface Plan {
  readonly seed: number;
  readonly topology: Topology;
  readonly creates: CreateMode;
  readonly backends: number;
  readonly habits: BackendHabits;
  readonly responseTimeout: number;
  /**
   * True if the backends hold nothing when the gateway starts, so that a key without a session has no owner.
   */
  readonly startsEmpty: boolean;
  readonly operations: readonly PlannedOperation[];
  readonly faults: readonly PlannedFault[];
}

/** Faults that a plan of each topology may contain. */
const FAULTS: Readonly<Record<Topology, readonly FaultKind[]>> = {
  memory: ['gateway restarts'],
  upgrade: ['gateway is upgraded', 'gateway is upgraded', 'upgrade fails'],
  workers: ['gateway restarts'],
  redis: [
    'gateway restarts',
    'Redis is emptied',
    'Redis restarts',
    'Redis restarts without its data',
    'Redis stalls',
    'connection to Redis breaks',
  ],
};

const EVERYWHERE: readonly FaultKind[] = [
  'backend restarts',
  'backend restarts without its items',
  'backend drains',
  'backend is disabled',
  'configuration is reloaded',
  'operator corrects an owner',
];

/** Faults by which sessions are lost, or cannot be read. */
export const LOSSES: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'gateway restarts',
  'Redis is emptied',
  'Redis restarts',
  'Redis restarts without its data',
  'Redis stalls',
  'connection to Redis breaks',
]);

/** Without a backend in the list, nothing can be known of what it holds once its sessions are lost. */
const UNLISTING: FaultKind = 'backend is unlisted';

export interface PlanOptions {
  readonly topologies: readonly Topology[];
  readonly creates: readonly CreateMode[];
  readonly operations: number;
}

export function planOf(seed: number, { topologies, creates, operations }: PlanOptions): Plan {
  const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) | 0);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random.fraction() * values.length)];
  const topology = pick(topologies);
  const isFaulty = random.fraction() < 0.6;
  const isSlow = random.fraction() < 0.1;
  const span = isSlow ? 40_000 : pick([20, 60, 200, 1_000]);
  const habits: BackendHabits = {
    slowRatio: pick([0, 0.1, 0.3, 0.6]),
    slowMs: isSlow ? 12_000 : pick([5, 30, 100]),
    breakRatio: isFaulty ? pick([0, 0.05, 0.2]) : 0,
    upserts: random.fraction() < 0.3,
  };
  const faults = isFaulty ? faultsOf(random, topology, span) : [];
  return {
    seed,
    topology,
    creates: pick(creates),
    backends: pick([2, 3, 4]),
    habits,
    responseTimeout: isSlow ? 15_000 : pick([40, 400, 3_000]),
    startsEmpty: random.fraction() < 0.3,
    operations: operationsOf(random, operations, span, pick([1, 2, 3, 5])),
    faults,
  };
}

function faultsOf(random: SeededRandom, topology: Topology, span: number): PlannedFault[] {
  const possible = [...EVERYWHERE, ...FAULTS[topology], ...FAULTS[topology]];
  const faults: PlannedFault[] = [];
  for (let left = 1 + Math.floor(random.fraction() * 4); left > 0; left--) {
    const kind =
      random.fraction() < 0.1 ? UNLISTING : possible[Math.floor(random.fraction() * possible.length)];
    const milliseconds = random.fraction() < 0.2 ? random.fraction() * 3_000 : random.fraction() * 200;
    faults.push({ at: random.fraction() * span, kind, which: random.fraction(), milliseconds });
  }
  const losesSessions = faults.some(({ kind }) => LOSSES.has(kind));
  return losesSessions ? faults.filter(({ kind }) => kind !== UNLISTING) : faults;
}

/** A value so long that it is hashed, and the short value that looks like its hash: two resources. */
export const LONG = 'x'.repeat(300);
export const LOOKALIKE = `sha256:${createHash('sha256').update(LONG).digest('hex')}`;

function operationsOf(random: SeededRandom, count: number, span: number, keys: number): PlannedOperation[] {
  const operations: PlannedOperation[] = [];
  for (let number = 1; number <= count; number++) {
    const chance = random.fraction();
    const key = keyOf(random, keys);
    operations.push({
      number,
      at: random.fraction() * span,
      ...requestOf(chance, key, random.fraction()),
      gateway: random.fraction(),
      isRepeatable: random.fraction() < 0.2,
      leavesAfter: random.fraction() < 0.08 ? random.fraction() * 60 : undefined,
    });
  }
  return operations.sort((one, other) => one.at - other.at);
}

/** One of so many items, or one of two with an odd id. */
export function keyOf(random: Random, keys: number): string {
  const odd = random.fraction();
  if (odd < 0.02) return odd < 0.01 ? LONG : LOOKALIKE;
  return `k${1 + Math.floor(random.fraction() * keys)}`;
}

/**
 * A request for an item, or one that only names it by the way.
 *
 * @param chance decides the method, from 0 to 1; `other` decides the rest.
 */
export function requestOf(
  chance: number,
  key: string,
  other: number,
): Pick<PlannedOperation, 'method' | 'target' | 'key' | 'isAbout'> {
  const id = encodeURIComponent(key);
  const item = { target: `/items/${id}`, key, isAbout: true };
  if (chance < 0.3) return { ...item, method: 'POST', target: `/items/?item_id=${id}` };
  if (chance < 0.58) return { ...item, method: 'GET' };
  if (chance < 0.74) return { ...item, method: 'PUT' };
  if (chance < 0.92) return { ...item, method: 'DELETE' };
  const stray = { key, isAbout: false };
  if (other < 0.8)
    return { ...stray, method: 'GET', target: `${other < 0.4 ? '/nope' : '/ping'}?item_id=${id}` };
  return { ...stray, method: 'POST', target: `/items/?item_id=fresh&item_id=${id}` };
}
