import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { type FailureCause } from '../data-plane/errors/failure-cause';
import { Clock } from '../platform/clock';
import { hiddenText } from '../platform/log-limiter';
import { type Backend } from '../data-plane/upstream/backend';
import { type StateChange } from '../data-plane/upstream/backend-state';
import { BackendStates, type StateObserver } from '../data-plane/upstream/backend-states';
import { type FailureObserver, FailureReports } from '../data-plane/upstream/failure-reports';
import { IsWorker } from '../data-plane/upstream/is-worker';
import { type Pool } from '../data-plane/upstream/pool';

const WINDOW_MS = 60_000;
/** Changes of one backend that are logged in that time; a backend that flaps must not fill the log. */
const MAX_LINES = 6;

/** Recent log lines of one backend. */
interface Recent {
  windowEnds: number;
  logged: number;
  hidden: number;
}

/** Writes each change of a backend's state into the log, once, and now and then why attempts at it fail. */
@Injectable()
export class StateLog implements StateObserver, FailureObserver {
  private readonly logger = new Logger('Backends');
  private readonly recent = new WeakMap<Backend, Recent>();

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    states: BackendStates,
    failures: FailureReports,
    @Optional() follows?: IsWorker,
  ) {
    if (follows !== undefined) return;
    states.observe(this);
    failures.observe(this);
  }

  stateChanged(pool: Pool, backend: Backend, { from, to, reason }: StateChange): void {
    const hidden = this.admit(backend);
    if (hidden === undefined) return;
    const more = hidden === 0 ? '' : ` (${hidden} more changes were not logged)`;
    const step = from === to ? `still ${to}` : `${to}, was ${from}`;
    const text = `${pool.name}/${backend.id} is ${step}: ${reason}${more}`;
    if (to === 'unhealthy' || to === 'ejected') this.logger.warn(text);
    else this.logger.log(text);
  }

  attemptFailed(pool: Pool, backend: Backend, { text }: FailureCause, hidden: number): void {
    this.logger.warn(`A request failed at ${pool.name}/${backend.id}: ${text}${hiddenText(hidden)}`);
  }

  panicChanged({ name, isPanicking }: Pool): void {
    if (isPanicking) this.logger.warn(`${name} has too few healthy backends: all enabled ones are used.`);
    else this.logger.log(`${name} has enough healthy backends again: only these are used.`);
  }

  /** How many changes were kept quiet before this one; undefined when this one is, too. */
  private admit(backend: Backend): number | undefined {
    const now = this.clock.now();
    let recent = this.recent.get(backend);
    if (recent === undefined || now >= recent.windowEnds) {
      recent = { windowEnds: now + WINDOW_MS, logged: 0, hidden: recent?.hidden ?? 0 };
      this.recent.set(backend, recent);
    }
    if (recent.logged >= MAX_LINES) {
      recent.hidden++;
      return undefined;
    }
    recent.logged++;
    const { hidden } = recent;
    recent.hidden = 0;
    return hidden;
  }
}
