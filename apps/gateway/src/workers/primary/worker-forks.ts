import { fork } from 'node:child_process';
import { once } from 'node:events';
import { isatty } from 'node:tty';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { Telemetry } from '../../telemetry/telemetry';
import { Clock } from '../../platform/clock';
import { Deadlines } from '../../platform/deadlines';
import { StateBroadcast } from './state-broadcast';
import { WorkerLinks } from './worker-links';
import { passLinesOn } from './worker-output';
import { WorkerProcess } from './worker-process';

const STDOUT = 1;
const WORKER = require.resolve('../worker/worker-main');

/** Forks workers, and tells each what there is. */
@Injectable()
export class WorkerForks {
  private readonly deadlines: Deadlines;

  constructor(
    private readonly links: WorkerLinks,
    private readonly configurator: GatewayConfigurator,
    private readonly states: StateBroadcast,
    private readonly instrumentation: Telemetry,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.deadlines = new Deadlines(clock);
  }

  /** Resolves when it can take clients. @throws when it cannot; it is gone then. */
  async start(place: number, count: number): Promise<WorkerProcess> {
    // The output of all workers goes through here, so that lines of two workers never mix.
    const child = fork(WORKER, { silent: true, serialization: 'advanced' });
    // The process did not start; its `error` event gives the reason a little later.
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
    const worker = new WorkerProcess(child, place, this.clock, this.deadlines);
    passLinesOn(worker.output.out, (lines) => this.instrumentation.passOn(lines));
    passLinesOn(worker.output.error, (lines) => this.instrumentation.passOnErrors(lines));
    // From here on it hears of every change, and of what there is before them.
    this.links.add(worker);
    void worker.ended.then(() => this.links.remove(worker));
    try {
      await worker.begin({
        config: this.configurator.effective,
        place,
        count,
        states: this.states.all,
        isTerminal: isatty(STDOUT),
      });
      return worker;
    } catch (error) {
      worker.isStopping = true;
      worker.kill();
      await worker.ended;
      throw error;
    }
  }

  killAll(): void {
    for (const worker of this.links.all) worker.kill();
  }
}
