import { type Addresses } from '../../data-plane/listener/listeners';
import { type LastSessions } from '../../data-plane/affinity/stores/handover/inherited-sessions';
import { type BackendHealth } from '../../data-plane/upstream/backend-state';
import { type InheritedLease } from '../../control-plane/self-registration/registered-backends';
import { type Finds } from '../../data-plane/upstream/discovered-backends';
import { type ConfiguredPool, type OperatorOverride } from '../../data-plane/upstream/operator-overrides';

/** How one backend was. */
export interface BackendSnapshot {
  readonly pool: string;
  readonly id: string;
  /** A backend of the same id at another address is another one. */
  readonly url: string;
  readonly health: BackendHealth;
  readonly selfDraining: boolean;
  /** Of its last change of state. */
  readonly reason: string | undefined;
}

/**
 * The state that one process exports to the next and that no file contains, except the sticky sessions sent
 * before.
 */
export interface HandoverState {
  /** Where its configuration wanted the sockets that it has opened. */
  readonly addresses: Addresses;
  /** The backends that its configuration listed, to find overrides that a newer configuration has replaced. */
  readonly pools: readonly ConfiguredPool[];
  /** The overrides of operators. */
  readonly overrides: readonly OperatorOverride[];
  readonly backends: readonly BackendSnapshot[];
  /** Where backends were found, and which, for sources that cannot be asked at the moment. */
  readonly discovered: readonly Finds[];
  /** Who has announced itself. */
  readonly leases: readonly InheritedLease[];
  /** The last of the sticky sessions; undefined where another store has them. */
  readonly sessions?: LastSessions | undefined;
}
