import { type Random } from '../../apps/gateway/src/platform/random';
import { loadAt } from './load-curve';
import { SimulatedRequest, type Wish } from './simulated-request';
import { type World } from './world';

/** The shares of those that use a session: the rest reads. */
const WRITES = 0.15;
const DELETES = 0.01;
/** Sessions that are looked at before one is found that exists. */
const LOOKS = 8;

/** So many clients send the requests that have nothing to do with sessions. */
const CLIENTS = 50_000;

/** The clients: requests at random moments, as many as the time of the day says. */
export class Traffic {
  private made = 0;

  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {}

  begin(): void {
    this.awaitNext();
  }

  private awaitNext(): void {
    const { clock, scenario } = this.world;
    const share = clock.now() / scenario.day;
    if (share >= 1) return;
    const perMillisecond = (loadAt(share) * scenario.requests) / scenario.day;
    clock.after(-Math.log(1 - this.random.fraction()) / perMillisecond, () => {
      new SimulatedRequest(this.world, this.wish()).start();
      this.awaitNext();
    });
  }

  private wish(): Wish {
    const { random, made } = this;
    const { unowned, sessions, requests } = this.world.scenario;
    const luck = random.fraction() - unowned;
    if (luck >= 0 && luck < sessions / requests && made < sessions) {
      this.made++;
      return { kind: 'create', method: 'POST', session: made };
    }
    const used = luck < 0 ? undefined : this.someSession();
    if (used === undefined) return { kind: 'unowned', method: 'GET', session: random.below(CLIENTS) };
    const what = random.fraction();
    const method = what < DELETES ? 'DELETE' : what < DELETES + WRITES ? 'PUT' : 'GET';
    return { kind: 'use', method, session: used };
  }

  /** The younger a session is, the more it is used. */
  private someSession(): number | undefined {
    const { random, made, world } = this;
    for (let look = 0; look < LOOKS; look++) {
      const session = made - 1 - Math.floor(made * random.fraction() ** 2);
      if (session >= 0 && world.items.ownerOf(session) !== undefined) return session;
    }
    return undefined;
  }
}
