import cluster from 'node:cluster';
import { isatty } from 'node:tty';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../../gateway.configurator';
import { Instrumentation } from '../../instrumentation/instrumentation';
import { type InheritedSockets } from '../../listener/inherited.sockets';
import { Clock } from '../../ports/clock';
import { Deadlines } from '../../ports/deadlines';
import { rescueHandoffs } from './handoff.rescue';
import { StateBroadcast } from './state.broadcast';
import { WorkerLinks } from './worker.links';
import { passLinesOn } from './worker.output';
import { WorkerProcess } from './worker.process';

const STDOUT = 1;

/** Forks workers, and tells each what there is. */
@Injectable()
export class WorkerForks {
  /** Open already, for the workers' listeners; to be set before the first of them starts. */
  sockets: InheritedSockets = {};
  private readonly deadlines: Deadlines;

  constructor(
    private readonly links: WorkerLinks,
    private readonly configurator: GatewayConfigurator,
    private readonly states: StateBroadcast,
    private readonly instrumentation: Instrumentation,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.deadlines = new Deadlines(clock);
    cluster.schedulingPolicy = cluster.SCHED_RR;
    // What a worker writes goes through here, so that no line of one is torn apart by a line of another.
    cluster.setupPrimary({
      exec: require.resolve('../worker/worker.main'),
      silent: true,
      serialization: 'advanced',
    });
  }

  /** Resolves when it listens. @throws when it cannot; it is gone then. */
  async start(place: number, count: number): Promise<WorkerProcess> {
    const fork = cluster.fork();
    const worker = new WorkerProcess(fork, place, this.clock, this.deadlines);
    rescueHandoffs(fork.process, this.clock, () =>
      this.links.all.some((own) => own !== worker && own.isServing),
    );
    passLinesOn(worker.output.out, (lines) => this.instrumentation.passOn(lines));
    passLinesOn(worker.output.error, (lines) => void process.stderr.write(lines));
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
        sockets: this.sockets,
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
