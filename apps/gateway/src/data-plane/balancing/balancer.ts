import { Injectable } from '@nestjs/common';
import { NoBackendAvailableError, OwnerUnavailableError } from '../errors/availability.errors';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { type Backend } from '../upstream/backend';
import { type Pool } from '../upstream/pool';
import { PoolTable } from '../upstream/pool-table';
import { type PendingQueue } from '../upstream/pending-queue';
import { type Exchange } from '../exchange/exchange';
import { isSafe } from '../http-methods';
import { hashKeyOf, type HashKeySettings } from './hash-key';
import { RoundRobinCursor } from './round-robin-cursor';
import { SelectorFactory } from './selector-factory';

/** How a pool gives turns. */
export interface BalanceSettings {
  readonly name: string;
  readonly balance: string;
  readonly hashKey?: HashKeySettings | undefined;
}

/** Whose turn it is in one pool. */
interface Turns {
  readonly balance: string;
  readonly hashKey: HashKeySettings | undefined;
  readonly regular: RoundRobinCursor;
  readonly backups: RoundRobinCursor;
}

/** Assigns each request without an owner to an available backend of its pool. */
@Injectable()
export class Balancer implements RuntimePart {
  private turns: ReadonlyMap<string, Turns> = new Map();
  /** By pool, so that a request keeps the turns of the pool it was led to when a reload takes that away. */
  private readonly ofPool = new WeakMap<Pool, Turns>();

  constructor(
    private readonly factory: SelectorFactory,
    private readonly pools: PoolTable,
  ) {}

  /**
   * Makes the selectors that the settings ask for; one that keeps its kind keeps its turn.
   *
   * @returns what puts them to use in the pools of these names.
   */
  async prepare({ pools }: { readonly pools: readonly BalanceSettings[] }): Promise<Commit> {
    const prepared = new Map<string, Turns>();
    for (const { name, balance, hashKey } of pools) {
      const known = this.turns.get(name);
      const { regular, backups } = known?.balance === balance ? known : await this.turnsBy(balance);
      prepared.set(name, { balance, hashKey, regular, backups });
    }
    return () => {
      this.turns = prepared;
      for (const pool of this.pools.all) this.ofPool.set(pool, prepared.get(pool.name)!);
    };
  }

  /**
   * Selects a backend; returns a promise while all backends are full.
   *
   * @throws NoBackendAvailableError if every backend is unavailable or has already failed; OverloadedError if
   * too many requests wait already. The promise rejects with an OverloadedError if a request has waited too
   * long.
   */
  pick(exchange: Exchange): MaybePromise<Backend> {
    const backend = this.select(exchange);
    if (backend !== undefined) return backend;
    const { pool, attempts } = exchange;
    if (pool.queue === undefined || !pool.isMerelyFull(attempts.failedBackends))
      throw new NoBackendAvailableError();
    return this.waitForTurn(exchange, pool.queue);
  }

  /**
   * Waits until the owner is not full; rejects with an OwnerUnavailableError if the owner no longer serves
   * requests by then.
   */
  whenFree({ pool, response }: Exchange, owner: Backend): MaybePromise<Backend> {
    const { queue } = pool;
    if (!owner.isFull || queue === undefined) return owner;
    return queue.turn(response, owner, queue.deadline()).then(() => {
      // It may have been disabled, or have failed, while others were waited for.
      if (!owner.acceptsOwnedRequests) throw new OwnerUnavailableError();
      return owner;
    });
  }

  private async waitForTurn(exchange: Exchange, queue: PendingQueue): Promise<Backend> {
    const deadline = queue.deadline();
    for (;;) {
      await queue.turn(exchange.response, undefined, deadline);
      const backend = this.select(exchange);
      if (backend !== undefined) return backend;
      // Another request got the free slot, or the backend with the slot left the pool.
      if (!exchange.pool.isMerelyFull(exchange.attempts.failedBackends)) throw new NoBackendAvailableError();
    }
  }

  private select(exchange: Exchange): Backend | undefined {
    const { pool, attempts } = exchange;
    const tried = attempts.failedBackends;
    const turns = this.ofPool.get(pool);
    if (turns === undefined) return undefined;
    const known = authenticatedAt(exchange);
    if (known !== undefined) return known;
    if (pool.trial !== undefined && tried.length === 0) {
      const trial = pool.takeTrial(isHarmless(exchange));
      if (trial !== undefined) return trial;
    }
    const key = turns.hashKey === undefined ? undefined : hashKeyOf(exchange, turns.hashKey);
    return turns.regular.next(pool.regular, tried, key) ?? turns.backups.next(pool.backups, tried, key);
  }

  /** Returns the candidates of `pick` for a first attempt, without using a turn: several if chance decides. */
  peek(exchange: Exchange): readonly Backend[] {
    const { pool } = exchange;
    const turns = this.ofPool.get(pool);
    if (turns === undefined) return [];
    const key = turns.hashKey === undefined ? undefined : hashKeyOf(exchange, turns.hashKey);
    const regular = turns.regular.peek(pool.regular, key);
    return regular.length > 0 ? regular : turns.backups.peek(pool.backups, key);
  }

  private async turnsBy(balance: string): Promise<Pick<Turns, 'regular' | 'backups'>> {
    return { regular: await this.rankTurnsBy(balance), backups: await this.rankTurnsBy(balance) };
  }

  private async rankTurnsBy(balance: string): Promise<RoundRobinCursor> {
    const { factory } = this;
    return new RoundRobinCursor(
      await factory.create(balance),
      await factory.create(balance),
      await factory.create(balance),
    );
  }
}

/** The backend that has authenticated the client's connection: to any other the client is unknown. */
function authenticatedAt({ client, pool, attempts }: Exchange): Backend | undefined {
  const backend = client.authenticatedAt;
  if (backend === undefined || !backend.isAvailable || attempts.failedBackends.includes(backend))
    return undefined;
  return pool.find(backend.id) === backend ? backend : undefined;
}

/**
 * Returns true if a failure of this request does no harm, because the gateway can send it to another backend.
 */
function isHarmless({ head, placement }: Exchange): boolean {
  return placement.claim === undefined && !head.hasBody && isSafe(head.method);
}
