import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type BackendRegistrationOptions } from './backend-registration-options';
import { RegistryClient } from './registry-client';

/** Time to live until a gateway has named its own. */
const USUAL_TTL = 10;
/** The first pause after a failure, and the longest where asking again will hardly help, in milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;

/** Keeps the registration of this backend at one gateway alive, until the backend leaves. */
export class Announcer {
  private readonly logger = new Logger('BackendRegistration');
  private readonly client: RegistryClient;
  private readonly ending = new AbortController();
  /** Between two announcements while all is well, in milliseconds. */
  private interval = (USUAL_TTL * 1_000) / 3;
  private failures = 0;
  private isKnown = false;
  /** As which the gateway lists it. */
  private id: string | undefined;
  private telling: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly gateway: string,
    private readonly url: string,
    private readonly options: BackendRegistrationOptions,
  ) {
    this.client = new RegistryClient(gateway, options.token);
  }

  begin(): void {
    void this.run();
  }

  /** Says that it goes; answers whether it was known. Never rejects, and takes no longer than a call may. */
  async leave(): Promise<boolean> {
    this.ending.abort();
    // An announcement that is under way would bring it back.
    await this.telling;
    if (!this.isKnown || this.id === undefined) return false;
    this.isKnown = false;
    await this.client.leave(this.options.pool, this.id).catch((error: Error) => {
      this.logger.warn(`Cannot tell ${this.gateway} that this backend leaves: ${error.message}`);
    });
    return true;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      this.telling = this.announce();
      await this.telling;
      await wait(this.pause(), undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  private async announce(): Promise<void> {
    const { pool, id, weight, ttl } = this.options;
    try {
      const listing = await this.client.announce({ pool, url: this.url, id, weight, ttl });
      this.id = listing.id;
      this.interval = (listing.ttl * 1_000) / 3;
      if (!this.isKnown || this.failures > 0)
        this.logger.log(`${this.gateway} lists this backend as ${pool}/${this.id}.`);
      this.failures = 0;
      this.isKnown = true;
    } catch (error) {
      if (this.failures++ > 0) return;
      this.logger.warn(`Cannot register at ${this.gateway}: ${(error as Error).message}`);
    }
  }

  /** Not all backends at once, and not for ever in vain: at first soon, then as seldom as ever, at last more seldom. */
  private pause(): number {
    const { failures, interval } = this;
    const longest = failures > 20 ? LONGEST_PAUSE : interval;
    const pause =
      failures === 0 ? interval : Math.min(longest, FIRST_PAUSE * 2 ** Math.min(failures - 1, 12));
    return pause * (randomInt(900, 1_100) / 1_000);
  }
}
