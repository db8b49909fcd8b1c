import { poolOf, ruleOf } from '../../data-plane/affinity/session-key';
import { execute } from '../../data-plane/affinity/stores/handover/remote-store-call';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { whenReady } from '../../platform/maybe-promise';
import { TransferableStickySessionStore } from '../../data-plane/affinity/stores/handover/transferable-sticky-session.store';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { WorkerLinks } from './worker-links';
import { type WorkerProcess } from './worker-process';

/**
 * Remembers sticky sessions for the workers, and tells each of them which ones the others have changed. Where they are in
 * Redis, the workers ask there themselves.
 */
@Injectable()
export class SessionServer implements OnModuleInit {
  /** Whose change is being made; it knows by the answer. */
  private asking: WorkerProcess | undefined;

  constructor(
    private readonly links: WorkerLinks,
    private readonly store: StickySessionStore,
  ) {}

  onModuleInit(): void {
    const { links, store } = this;
    if (!(store instanceof TransferableStickySessionStore)) return;
    store.own.onChange = (key) => links.tellAll('sessionChanged', key, this.asking);
    store.onShared = async (areShared) => void (await links.askAll('sessionsShared', areShared));
    links.on('find', (_, key) =>
      whenReady(store.find(key), (session) => session ?? store.isComplete(ruleOf(key), poolOf(key))),
    );
    links.on('storeCall', (worker, call) => this.changing(worker, () => execute(store, call)));
    links.on('touch', (_, session) => store.touch(session as StickySession));
    links.on('sessionPools', (_, rule) => store.poolsOf(rule));
    links.on('sessionCounts', () => store.counts());
    links.on('sessionList', (_, { cursor, filter }) => whenReady(store.list(cursor, filter), (page) => page));
  }

  private changing<T>(worker: WorkerProcess, change: () => T): T {
    this.asking = worker;
    try {
      return change();
    } finally {
      this.asking = undefined;
    }
  }
}
