import { KeyRecord } from '../../../libs/ownership/src/core/key-record';

/** A part of an activity. Each `yield` lets others run in between, and returns a random number. */
type Steps<T = void> = Generator<void, T, number>;

/** A backend with its copy of the one resource: the writes that it has applied. */
class Backend {
  readonly record = new KeyRecord();
  copy: number[] | undefined;
  /** The newest epoch of an admitted request. */
  accepted = 0;
  private isLocked = false;

  constructor(readonly id: string) {}

  get destination() {
    return { id: this.id, url: `http://${this.id}` };
  }

  /** One message of a hand-off at a time. */
  *locked<T>(work: () => Steps<T>): Steps<T> {
    while (this.isLocked) yield;
    this.isLocked = true;
    const result = yield* work();
    this.isLocked = false;
    return result;
  }
}

/**
 * Backends, gateways that share one record with compare-and-swap, and one resource, of which each write is a number. The
 * caller decides the order of all steps, and by chance which messages are lost and which come twice.
 */
export class ProtocolWorld {
  /** Each broken promise, in words. */
  readonly violations: string[] = [];
  /** Number of hand-offs that have moved the record. */
  moves = 0;
  /** The true state of the resource: all writes that were acknowledged, in order. */
  private readonly writes: number[] = [];
  private readonly backends = ['a', 'b', 'c'].map((id) => new Backend(id));
  private readonly admittedBy = new Map<number, Backend>();
  private readonly activities: Steps[] = [];
  private clock = 1;
  private owner = { backend: this.backends[0], epoch: 1 };

  constructor() {
    this.backends[0].copy = [];
  }

  start(what: 'write' | 'hand-off'): void {
    this.activities.push(what === 'write' ? this.write() : this.handOff());
  }

  /**
   * Lets one activity run up to its next step. Returns false once all have ended. The first ones run most of the time, so
   * that some messages are under way for very long.
   *
   * @param which from 0 to below 1.
   */
  advance(which: number, chance: number): boolean {
    if (this.activities.length === 0) return false;
    const at = Math.floor(which ** 3 * this.activities.length);
    if (this.activities[at].next(chance).done) this.activities.splice(at, 1);
    return true;
  }

  private *write(): Steps {
    yield;
    const seen = this.owner;
    const { record } = seen.backend;
    yield;
    const admission = record.admit(seen.epoch);
    if (admission === 'stale') {
      yield;
      // A gateway whose record is still the newest raises its epoch: the key has stayed there.
      if (this.owner === seen && record.newest >= seen.epoch) this.owner = { ...seen, epoch: ++this.clock };
    }
    if (admission !== 'admitted') return;
    this.noteAdmitted(seen.backend, seen.epoch);
    record.inFlight++;
    while ((yield) % 3 > 0);
    this.apply(seen.backend, seen.epoch);
    record.inFlight--;
  }

  private noteAdmitted(backend: Backend, epoch: number): void {
    const other = this.admittedBy.get(epoch) ?? backend;
    if (other !== backend) this.violations.push(`${other.id} and ${backend.id} accepted epoch ${epoch}`);
    this.admittedBy.set(epoch, backend);
    if (epoch < backend.accepted) this.violations.push(`${backend.id} accepted ${epoch} again`);
    backend.accepted = epoch;
  }

  private apply({ id, copy }: Backend, epoch: number): void {
    if (copy?.join() !== this.writes.join())
      this.violations.push(`${id} served epoch ${epoch} with [${copy?.join()}] for [${this.writes.join()}]`);
    copy?.push(this.writes.length);
    this.writes.push(this.writes.length);
  }

  private *handOff(): Steps {
    yield;
    const seen = this.owner;
    const epoch = ++this.clock;
    const others = this.backends.filter((backend) => backend !== seen.backend);
    const to = others[(yield) % 2];
    let isMoved = false;
    for (let attempts = 0; attempts < 3; attempts++) {
      const isDone = yield* seen.backend.locked(() => this.leave(seen.backend, to, epoch));
      // The response is lost or bad: the gateway asks again, or gives up.
      if ((yield) % (isDone ? 6 : 2) === 0) continue;
      const recorded = (yield) % 2 === 0 ? epoch : ++this.clock;
      isMoved = isDone && this.owner === seen;
      if (isMoved) this.owner = { backend: to, epoch: recorded };
      break;
    }
    this.moves += Number(isMoved);
    for (const backend of [seen.backend, to])
      for (let copies = (yield) % 3; copies > 0; copies--)
        this.activities.push(backend.locked(() => this.finish(backend, epoch, isMoved)));
  }

  /** The old owner. */
  private *leave(from: Backend, to: Backend, epoch: number): Steps<boolean> {
    const { record } = from;
    const beginning = record.beginLeaving(epoch, to.destination);
    if (beginning !== 'begun') return beginning === 'repeated';
    const refuse = (isUsedUp: boolean) => {
      record.stay(epoch, isUsedUp);
      return false;
    };
    while (record.inFlight > 0) if ((yield) % 32 === 0) return refuse(false);
    yield;
    if (from.copy === undefined || !record.isLeaving(epoch)) return refuse(false);
    const state = [...from.copy];
    yield;
    const isAccepted = yield* this.send(to, epoch, state);
    if (isAccepted === false) return refuse(false);
    if (isAccepted && record.noteSent(epoch)) return true;
    if ((yield) % 2 === 0) this.activities.push(to.locked(() => this.finish(to, epoch, false)));
    return refuse(true);
  }

  /** Undefined if the response is lost, or does not come in time. */
  private *send(to: Backend, epoch: number, state: number[]): Steps<boolean | undefined> {
    const response: { isAccepted?: boolean } = {};
    const arrive = () => this.arrive(to, epoch, state);
    this.activities.push(
      to.locked(function* () {
        response.isAccepted = yield* arrive();
      }),
    );
    while (response.isAccepted === undefined) if ((yield) % 12 === 0) return undefined;
    return (yield) % 6 === 0 ? undefined : response.isAccepted;
  }

  /** The new owner. */
  private *arrive(to: Backend, epoch: number, state: number[]): Steps<boolean> {
    const { record } = to;
    const beginning = record.beginArriving(epoch);
    if (beginning !== 'begun') return beginning === 'repeated';
    while (record.inFlight > 0)
      if ((yield) % 32 === 0) {
        record.cancelArrival(epoch, false);
        return false;
      }
    if (!record.isArriving(epoch)) return false;
    record.setChanging(true);
    yield;
    to.copy = [...state];
    record.noteImported(epoch);
    record.setChanging(false);
    return true;
  }

  /** The report of the gateway about the end of a hand-off. */
  private *finish(backend: Backend, epoch: number, isMoved: boolean): Steps {
    const { record } = backend;
    const [isLeaving, isArriving] = [record.isLeaving(epoch), record.isArriving(epoch)];
    if (isLeaving && !isMoved) record.stay(epoch, true);
    else if (isArriving && isMoved) record.own(epoch);
    else if (!isLeaving && !isArriving) {
      if (!isMoved) record.endWithoutMove(epoch);
    } else {
      record.setChanging(true);
      yield;
      backend.copy = undefined;
      if (isLeaving) record.lose(epoch);
      else record.cancelArrival(epoch, true);
      record.setChanging(false);
    }
  }
}
