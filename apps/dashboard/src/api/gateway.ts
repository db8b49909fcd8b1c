import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import {
  type BackendStatus,
  type GatewayList,
  type PoolList,
  type PoolStatus,
  type StoreList,
  type StoreStatus,
  type TrafficHistory,
  type DesiredState,
  type WorkerList,
} from '@app/contracts';
import { AdminApi } from './admin.api';
import { followEvents, type ReceivedEvent } from './event.stream';
import { LatencyTrails } from './latency.trails';

const EVERY_MS = 1_000;
const MOST_EVENTS = 200;

/** `live`: what is shown is of this second. `lost`: the gateway does not answer, and what is shown is old. */
export type Link = 'connecting' | 'live' | 'lost';

/** The page's copy of the gateway's state, requested once a second while the page is visible. */
export class Gateway {
  readonly api = new AdminApi();
  readonly link: Signal<Link> = signal<Link>('connecting');
  readonly pools: Signal<readonly PoolStatus[]> = signal<readonly PoolStatus[]>([]);
  readonly gateways: Signal<GatewayList | undefined> = signal(undefined);
  readonly stores: Signal<readonly StoreStatus[]> = signal<readonly StoreStatus[]>([]);
  readonly workers: Signal<WorkerList | undefined> = signal(undefined);
  readonly history: Signal<TrafficHistory | undefined> = signal(undefined);
  readonly events: Signal<readonly ReceivedEvent[]> = signal<readonly ReceivedEvent[]>([]);
  readonly trails = new LatencyTrails();
  readonly backends: ReadonlySignal<readonly BackendStatus[]> = computed(() =>
    this.pools.value.flatMap((pool) => pool.backends),
  );

  start(): void {
    void this.poll();
    void followEvents(this.api, (received) => {
      this.events.value = [received, ...this.events.value].slice(0, MOST_EVENTS);
    });
  }

  /** @throws Refusal in the gateway's words. */
  async setState({ pool, id }: BackendStatus, state: DesiredState): Promise<void> {
    const path = `/api/pools/${encodeURIComponent(pool)}/backends/${encodeURIComponent(id)}`;
    await this.api.send('PATCH', path, { state });
    await this.look();
  }

  private async poll(): Promise<void> {
    for (;;) {
      if (!document.hidden && !this.api.isLocked.value) await this.look();
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  private async look(): Promise<void> {
    try {
      const [list, history, gateways, workers, { stores }] = await Promise.all([
        this.api.get<PoolList>('/api/pools'),
        this.api.get<TrafficHistory>('/api/traffic'),
        this.api.get<GatewayList>('/api/cluster'),
        this.api.get<WorkerList>('/api/workers'),
        this.api.get<StoreList>('/api/stores'),
      ]);
      this.trails.add(list.pools);
      this.pools.value = list.pools;
      this.history.value = history;
      this.gateways.value = gateways;
      this.workers.value = workers;
      this.stores.value = stores;
      this.link.value = 'live';
    } catch {
      if (!this.api.isLocked.value) this.link.value = 'lost';
    }
  }
}
