import { type World, idOf } from './world';
import { keyOf } from './simulated-request';

/** The keys and sessions that a change of the pool's size has moved. */
export interface ScalingReport {
  readonly joined: number;
  readonly left: number;
  /** Sessions that the operator has given to other backends before their owners went. */
  readonly moved: number;
}

/** The part of the backends that come and go in the course of a day. */
const SHARE = 0.1;

/** Adds backends when the load grows, and takes others off when it is over, as an operator does who loses nothing. */
export class Scaling {
  private joined = 0;
  private left = 0;
  private moved = 0;

  constructor(private readonly world: World) {}

  grow(): void {
    const { world } = this;
    const first = world.backends.length;
    this.joined = this.countOf(first);
    const more = Array.from({ length: this.joined }, (_, at) => first + at);
    this.scaleTo([...world.listed.map(({ number }) => number), ...more]);
  }

  /**
   * Those that have been there longest, with all they own: at first they get nothing new any more.
   *
   * @param notice milliseconds until they go.
   */
  shrink(notice: number): void {
    const { world } = this;
    const { states, pool } = world.gateway;
    const leaving = world.listed.slice(0, this.countOf(world.scenario.backends));
    this.left = leaving.length;
    for (const { known } of leaving) states.setMode(pool, known, 'draining', 'it is about to go');
    world.clock.after(notice, () => {
      for (const { number } of leaving) world.leaving.add(number);
      this.moveSessions();
      const stay = world.listed.filter(({ number }) => !world.leaving.has(number));
      this.scaleTo(stay.map(({ number }) => number));
    });
  }

  report(): ScalingReport {
    const { joined, left, moved } = this;
    return { joined, left, moved };
  }

  /** Each remaining backend gets the same number of them. */
  private moveSessions(): void {
    const { world } = this;
    const { gateway } = world;
    const heirs = world.listed.map(({ number }) => number).filter((number) => !world.leaving.has(number));
    for (const session of world.items.ownedBy(world.leaving)) {
      const heir = heirs[this.moved % heirs.length];
      const record = gateway.sessionOf(keyOf(session));
      if (record === undefined || gateway.store.move(record, idOf(heir), 'operator') === undefined) continue;
      world.items.move(session, heir);
      this.moved++;
    }
  }

  private countOf(backends: number): number {
    return Math.max(1, Math.round(SHARE * backends));
  }

  private scaleTo(numbers: readonly number[]): void {
    const { clock } = this.world;
    clock.unsettle();
    void this.world.scaleTo(numbers).finally(() => clock.settled());
  }
}
