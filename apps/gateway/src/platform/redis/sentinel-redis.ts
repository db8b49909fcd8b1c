import { Logger } from '@nestjs/common';
import { type ScanPage } from './scan-page';
import { type RedisConnection } from './redis-connection';
import { RedisGroup, type RedisGroupParts } from './redis-group';
import { type RedisUnavailableError } from './redis-unavailable.error';
import { type PrimaryListener, type SentinelWatch } from './sentinel-watch';

/** The primary that Sentinels name. After a fail-over, calls go to the new primary. */
export class SentinelRedis extends RedisGroup implements PrimaryListener {
  readonly isSharded = false;
  private readonly logger = new Logger('Redis');
  private primary: RedisConnection | undefined;
  private address: string | undefined;

  constructor(
    parts: RedisGroupParts,
    private readonly name: string,
    private readonly watch: SentinelWatch,
    private readonly urlOf: (address: string) => string,
  ) {
    super(parts);
  }

  get isUp(): boolean {
    return this.primary?.isUp ?? false;
  }

  isUpFor(): boolean {
    return this.isUp;
  }

  call<T>(command: readonly string[], operation?: string): Promise<T> {
    return this.primary?.call<T>(command, operation) ?? this.refuse<T>();
  }

  scan(cursor: string | undefined, pattern: string, count: number): Promise<ScanPage> {
    return this.primary?.scan(cursor, pattern, count) ?? this.refuse<ScanPage>();
  }

  close(): void {
    this.watch.close();
    this.members.close();
  }

  primaryIs(address: string): void {
    this.troubles.regained();
    if (address === this.address) return;
    const former = this.address;
    this.address = address;
    const since = former === undefined ? `is ${address}` : `is now ${address}; it was ${former}`;
    this.logger.log(`The primary of ${this.name} ${since}.`);
    const url = this.urlOf(address);
    void this.connectTo(new Set([url]));
    this.primary = this.members.all.get(url);
  }

  /** The known primary may still be the right one. */
  primaryIsUnknown(reason: RedisUnavailableError): void {
    this.troubles.lost(reason);
  }

  protected begin(): void {
    this.watch.begin(this);
  }
}
