import { type Clock } from '../../apps/gateway/src/platform/clock';
import { type SimulatedBackend } from './simulated-backend';

/** Zones that the backends are spread over. */
const ZONES = 4;
/** How long a flapping backend is up, and down, in milliseconds. */
const FLAP_MS = 4_000;
const MUCH_SLOWER = 20;

/** Something that befalls backends; `SimulatedBackend.recover` is the end of it. */
export interface Fault {
  readonly name: string;
  /** When, as a share of the day. */
  readonly at: number;
  /** Whom it befalls: a share of the backends by chance, or one zone. */
  readonly share: number | 'zone';
  /** @param until when it ends. */
  strike(backend: SimulatedBackend, clock: Clock, until: number): void;
}

/** The faults of a day, one after the other. */
export const FAULTS: readonly Fault[] = [
  { name: 'crash', at: 0.12, share: 0.01, strike: (backend) => backend.crash() },
  { name: 'slow', at: 0.25, share: 0.01, strike: (backend) => void (backend.slowness = MUCH_SLOWER) },
  { name: 'flapping', at: 0.45, share: 0.01, strike: flap },
  { name: 'stall', at: 0.55, share: 0.01, strike: (backend) => backend.stall() },
  { name: 'zone loss', at: 0.65, share: 'zone', strike: (backend) => backend.crash() },
];

/** Those of the backends that a fault befalls; at least one. */
export function victimsOf(
  { share }: Fault,
  backends: readonly SimulatedBackend[],
  chance: () => number,
): SimulatedBackend[] {
  if (share === 'zone') return backends.filter(({ number }) => number % ZONES === 0);
  const left = [...backends];
  const count = Math.max(1, Math.round(share * backends.length));
  return Array.from({ length: count }, () => left.splice(Math.floor(chance() * left.length), 1)[0]);
}

function flap(backend: SimulatedBackend, clock: Clock, until: number): void {
  if (clock.now() >= until) return;
  backend.crash();
  clock.after(FLAP_MS, () => {
    backend.recover();
    clock.after(FLAP_MS, () => flap(backend, clock, until));
  });
}
