import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { Clock, type Timer } from '../../platform/clock';
import { LoadShedding, MAX_PRESSURE } from '../../data-plane/upstream/load-shedding';
import { ProcessGauge } from './process-gauge';

/** How often the process is looked at, in milliseconds. */
export const LOOK_MS = 100;
/** One late look is a pause for garbage; so many in a row are too much work. */
const LATE_LOOKS = 2;
const RISE = 0.1;
const FALL = 0.05;
/** The pressure falls when both measures are below this part of their limits; in between it stays as it is. */
const CALM = { lag: 0.5, heap: 0.95 };

/** When the gateway itself has too much to do. */
export interface OverloadSettings {
  readonly enabled: boolean;
  /** How late the event loop may be, in milliseconds. */
  readonly eventLoopLag: number;
  /** The share of the heap that may be in use, 0 to 1. */
  readonly heap: number;
}

/**
 * Detects that the process is overloaded, and makes it refuse requests until it is not. Refusing some requests
 * at once is better than letting all of them wait for too long. The pressure rises and falls in steps, so that
 * no more requests are refused than necessary.
 */
@Injectable()
export class OverloadGuard implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, RuntimePart {
  private readonly logger = new Logger('Overload');
  private settings: OverloadSettings = { enabled: false, eventLoopLag: 200, heap: 0.9 };
  private timer: Timer | undefined;
  private lookedAt = 0;
  private over = 0;
  /** Loading the program delays the event loop, too, and no client has come yet. */
  private isStarting = false;

  constructor(
    private readonly shedding: LoadShedding,
    private readonly gauge: ProcessGauge,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  prepare({ overload }: { readonly overload: OverloadSettings }): Commit {
    return () => this.apply(overload);
  }

  apply(settings: OverloadSettings): void {
    this.settings = settings;
    this.timer?.cancel();
    this.timer = undefined;
    if (!settings.enabled) return this.relax();
    this.lookedAt = this.clock.now();
    this.timer = this.clock.every(LOOK_MS, () => this.look());
  }

  onModuleInit(): void {
    this.isStarting = true;
  }

  onApplicationBootstrap(): void {
    this.isStarting = false;
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Takes note of how late the event loop is, in milliseconds, and how much of the heap is in use. */
  note(lag: number, heap: number): void {
    const { settings, shedding } = this;
    const before = shedding.pressure;
    const isOver = lag > settings.eventLoopLag || heap > settings.heap;
    this.over = isOver ? this.over + 1 : 0;
    if (this.over >= LATE_LOOKS) shedding.pressure = Math.min(MAX_PRESSURE, before + RISE);
    else if (lag < CALM.lag * settings.eventLoopLag && heap < CALM.heap * settings.heap)
      shedding.pressure = before > FALL ? before - FALL : 0;
    if (before === 0 && shedding.pressure > 0)
      this.logger.warn(
        `The gateway is overloaded (event loop ${Math.round(lag)} ms late, ${Math.round(100 * heap)} % of the heap in use) and rejects requests.`,
      );
    if (before > 0 && shedding.pressure === 0) this.tellEnd();
  }

  private look(): void {
    const now = this.clock.now();
    const lag = Math.max(0, now - this.lookedAt - LOOK_MS);
    this.lookedAt = now;
    if (!this.isStarting) this.note(lag, this.gauge.heapShare());
  }

  private relax(): void {
    if (this.shedding.pressure === 0) return;
    this.shedding.pressure = 0;
    this.tellEnd();
  }

  private tellEnd(): void {
    this.logger.log(
      `The gateway accepts all requests again; it has rejected ${this.shedding.refused} since its start.`,
    );
  }
}
