import { Logger } from '@nestjs/common';
import { type Timer } from '../clock';
import { type ClusterMap } from './cluster-nodes';
import { type ClusterReader } from './cluster-reader';
import { keyOf, slotOf } from './key-slot';
import { type ScanPage } from './scan-page';
import { failureOf } from './redis-call';
import { type RedisConnection } from './redis-connection';
import { RedisGroup, type RedisGroupParts } from './redis-group';
import { RedisRefusedError, RedisUnavailableError } from './redis-unavailable.error';
import { type Refusal, isRedirection } from './refusal';

/** Between two looks at the cluster, in milliseconds: while all its primaries answer, and while one does not. */
const LOOK_MS = 1_000;
const URGENT_LOOK_MS = 200;

/** Keys that are tried to find one that is stored at a certain node. */
const MAX_TRIES = 200_000;

export interface ClusterPlan {
  readonly reader: ClusterReader;
  readonly urlOf: (address: string) => string;
  /** How every key begins. */
  readonly prefix: string;
  /** Of a call, in milliseconds. */
  readonly timeout: number;
}

/** A Redis Cluster: a connection to each primary, and calls to the one that has the slot of the key. */
export class RedisCluster extends RedisGroup {
  readonly isSharded = true;
  private readonly logger = new Logger('Redis');
  private slots: readonly (RedisConnection | undefined)[] = [];
  /** The primaries with slots. */
  private owners: readonly RedisConnection[] = [];
  private isComplete = false;
  private looking: Promise<void> | undefined;
  private timer: Timer | undefined;
  private isClosed = false;

  constructor(
    parts: RedisGroupParts,
    private readonly plan: ClusterPlan,
  ) {
    super(parts);
  }

  get isUp(): boolean {
    return this.isComplete && this.owners.every((owner) => owner.isUp);
  }

  isUpFor(key: string): boolean {
    return this.slots[slotOf(key)]?.isUp ?? false;
  }

  async call<T>(command: readonly string[], operation = command[0].toLowerCase()): Promise<T> {
    const slot = slotOf(keyOf(command));
    const { clock } = this.ports;
    const until = clock.now() + this.plan.timeout;
    for (;;) {
      const owner = this.slots[slot];
      if (owner === undefined) return this.refuse<T>();
      try {
        return await owner.call<T>(command, operation);
      } catch (error) {
        const refusal = error instanceof RedisRefusedError ? error.refusal : undefined;
        if (refusal === undefined || !isRedirection(refusal.kind) || clock.now() > until) throw error;
        if (refusal.kind === 'ASK') return await this.ask<T>(refusal, command, operation);
        await this.look();
        await this.slots[slot]?.open(this.plan.timeout);
      }
    }
  }

  async scan(cursor: string | undefined, pattern: string, count: number): Promise<ScanPage> {
    const [, at = '0', inner] = /^(\d{1,4})\.(\d{1,20})$/.exec(cursor ?? '') ?? [];
    const index = Number(at);
    if (this.owners.length === 0) return this.refuse<ScanPage>();
    if (index >= this.owners.length) return { keys: [], next: undefined };
    const { keys, next } = await this.owners[index].scan(inner, pattern, count);
    if (next !== undefined) return { keys, next: `${index}.${next}` };
    return { keys, next: index + 1 < this.owners.length ? `${index + 1}.0` : undefined };
  }

  close(): void {
    this.isClosed = true;
    this.timer?.cancel();
    this.members.close();
  }

  protected begin(): void {
    void this.lookAlways();
  }

  private async lookAlways(): Promise<void> {
    await this.look();
    if (this.isClosed) return;
    this.timer = this.ports.clock.after(this.isUp ? LOOK_MS : URGENT_LOOK_MS, () => void this.lookAlways());
  }

  /** Asks the nodes which of them has which slots, once for all who want to know. Never rejects. */
  private look(): Promise<void> {
    this.looking ??= this.plan.reader
      .read(this.members.all)
      .then(
        (map) => this.apply(map),
        (error: Error) => this.troubles.lost(failureOf(error)),
      )
      .finally(() => (this.looking = undefined));
    return this.looking;
  }

  private apply({ addresses, slots }: ClusterMap): void {
    if (this.isClosed) return;
    const before = this.slots;
    const wereUp = new Set(this.owners.filter(({ isUp }) => isUp));
    const urls = new Map([...addresses].map((address) => [address, this.plan.urlOf(address)]));
    void this.connectTo(new Set(urls.values()));
    const memberAt = (address: string) => this.members.all.get(urls.get(address)!);
    this.slots = slots.map((address) => (address === undefined ? undefined : memberAt(address)));
    this.isComplete = !slots.includes(undefined);
    if (this.isComplete) this.troubles.regained();
    else this.troubles.lost(new RedisUnavailableError('some slots are at no node'));
    const moved = this.slots.flatMap((owner, slot) => (owner === before[slot] ? [] : [before[slot]]));
    if (moved.length === 0) return;
    this.owners = [...new Set(this.slots)].filter((owner) => owner !== undefined);
    this.chooseCheckKeys();
    this.logger.log(`The cluster has ${this.owners.length} primaries: ${this.names(slots)}.`);
    if (before.length === 0) return;
    this.members.outdate();
    if (moved.some((former) => former !== undefined && !wereUp.has(former))) this.members.lose();
  }

  /** Each primary is checked with a key of its own. */
  private chooseCheckKeys(): void {
    const left = new Set(this.owners);
    for (let tries = 0; tries < MAX_TRIES && left.size > 0; tries++) {
      const key = `${this.plan.prefix}check:${tries}`;
      const owner = this.slots[slotOf(key)];
      if (owner !== undefined && left.delete(owner)) owner.checkKey = key;
    }
  }

  private async ask<T>(refusal: Refusal, command: readonly string[], operation: string): Promise<T> {
    const address = refusal.message.split(' ').at(-1)!;
    const url = this.plan.urlOf(address);
    // A node that has no slots yet may have joined just now.
    if (!this.members.all.has(url)) await this.look();
    const target = this.members.all.get(url);
    await target?.open(this.plan.timeout);
    return target?.callAsking<T>(command, operation) ?? this.refuse<T>();
  }

  private names(slots: readonly (string | undefined)[]): string {
    return [...new Set(slots)].filter((address) => address !== undefined).join(', ');
  }
}
