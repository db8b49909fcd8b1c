import { type KeyRecord } from '../core/key-record';
import { type OwnershipTable } from '../core/ownership-table';
import { type Answer, refuse, RefusalError, success } from '../http/answer';
import { type OwnershipSettings } from '../ownership-options';
import { type Application } from './application';
import { type DoneMessage, type HandOffMessage, type Message, type StateMessage } from './messages';
import { type StateSender } from './state-sender';
import { TimeLimitError, within } from './time-limit';

/** The time of the sender of a message: it is over once the sender has got a response. */
export interface Patience {
  isOver: boolean;
}

/**
 * The work on the three messages, each with the name of its key in the table. The caller lets one message of a key run at
 * a time.
 */
export class HandOffs {
  constructor(
    private readonly table: OwnershipTable,
    private readonly application: Application,
    private readonly sender: StateSender,
    private readonly settings: OwnershipSettings,
  ) {}

  /**
   * As the old owner: freezes the key, waits for its requests in flight, and sends its state to the new owner.
   *
   * @throws RefusalError after which the key is served as before, unless it was frozen by an earlier hand-off.
   */
  async leave(name: string, message: HandOffMessage, patience: Patience): Promise<Answer> {
    const { epoch, to } = message;
    if (!this.table.peek(name)?.hasLeft(epoch, to)) await this.application.mayMove(message);
    // The gateway has given up while an earlier message was at work.
    if (patience.isOver) return tooLate();
    const [beginning, newest] = this.begin(name, (record) => record.beginLeaving(epoch, to));
    if (beginning === 'busy')
      refuse(409, 'hand_off_unresolved', 'An earlier hand-off of this key has no known end', newest);
    if (beginning === 'stale')
      refuse(409, 'stale_epoch', 'The backend has seen this epoch or a newer one', newest);
    if (beginning === 'begun') await this.move(name, message, patience);
    return success({ key: message.key, rule: message.rule, epoch });
  }

  /**
   * A backend that is to send a key to itself would wait for itself.
   *
   * @throws RefusalError 409 for a state of a hand-off from this backend.
   */
  checkOrigin(name: string, { epoch }: StateMessage): void {
    if (this.table.peek(name)?.isLeaving(epoch))
      refuse(409, 'hand_off_refused', 'The key comes from this backend', epoch);
  }

  /**
   * As the new owner: accepts a state, which is held until the first request of its epoch.
   *
   * @throws RefusalError after which nothing is held.
   */
  async arrive(name: string, message: StateMessage, patience: Patience): Promise<Answer> {
    const { epoch } = message;
    if (patience.isOver) return tooLate();
    const [beginning, newest] = this.begin(name, (record) => record.beginArriving(epoch));
    if (beginning === 'stale')
      refuse(409, 'stale_epoch', 'The backend has seen this epoch or a newer one', newest);
    if (beginning === 'begun') await this.accept(name, message, patience);
    return success({ key: message.key, rule: message.rule, epoch });
  }

  /**
   * As the old or the new owner: the gateway has moved its record, or has not. The phase of the key tells which of the two
   * this backend is.
   */
  async finish(name: string, message: DoneMessage): Promise<Answer> {
    const { epoch, moved } = message;
    const record = this.table.peek(name);
    const isLeaving = record?.isLeaving(epoch) ?? false;
    const isArriving = record?.isArriving(epoch) ?? false;
    if (isLeaving && moved) await this.drop(name, message, (own) => own.lose(epoch));
    else if (isArriving && !moved) await this.drop(name, message, (own) => own.cancelArrival(epoch, true));
    else if (isLeaving) this.table.update(name, (own) => own.stay(epoch, true));
    else if (isArriving) this.table.update(name, (own) => own.own(epoch));
    // A state that comes after the end of its hand-off would stay forever.
    else if (!moved) this.table.update(name, (own) => own.endWithoutMove(epoch));
    return success({ key: message.key, rule: message.rule, epoch });
  }

  private begin<T>(name: string, decide: (record: KeyRecord) => T): [T, number] {
    if (!this.table.hasRoom && this.table.peek(name)?.isHeld !== true)
      refuse(503, 'too_many_hand_offs', 'Too many hand-offs have no known end');
    return this.table.update(name, (record) => [decide(record), record.newestSeen]);
  }

  /** From the freeze to the state at the new owner; thaws the key if that fails. */
  private async move(name: string, message: HandOffMessage, patience: Patience): Promise<void> {
    const { epoch } = message;
    // The new owner may have the state: this epoch must not be tried again with a newer state.
    let isUsedUp = false;
    try {
      const state = await this.freeze(name, message);
      const { result, reason } = await this.sender.sendState(message, state);
      isUsedUp = result !== 'refused';
      if (result !== 'accepted')
        refuse(502, 'new_owner_unavailable', `The new owner has no state: ${reason}`);
      const hasLeft = !patience.isOver && this.table.update(name, (record) => record.noteSent(epoch));
      if (!hasLeft) refuse(409, 'hand_off_refused', 'The key stays: a newer request has come meanwhile');
    } catch (error) {
      this.table.update(name, (record) => record.stay(epoch, isUsedUp));
      if (isUsedUp) void this.sender.sendStays(message);
      throw error;
    }
  }

  /** The state of a key that no request can change any more. */
  private async freeze(name: string, message: HandOffMessage): Promise<string> {
    await this.untilIdle(name);
    const state = await this.application.export(message);
    if (state === undefined) refuse(404, 'nothing_to_move', 'The backend has no state of this key');
    if (!this.table.peek(name)?.isLeaving(message.epoch))
      refuse(409, 'hand_off_refused', 'The key stays: a newer request has come meanwhile');
    return state;
  }

  private async accept(name: string, message: StateMessage, patience: Patience): Promise<void> {
    const { epoch } = message;
    try {
      // Requests of an earlier time, when this backend was the owner, would change the state that arrives.
      await this.untilIdle(name);
      if (!this.table.peek(name)?.isArriving(epoch))
        refuse(409, 'stale_epoch', 'A newer request has come meanwhile', this.table.peek(name)?.newestSeen);
      await this.changing(name, async () => {
        await this.application.import(message, message.state);
        if (!patience.isOver) return this.table.update(name, (record) => record.noteImported(epoch));
        // The old owner has given up, and serves the key.
        await this.application.drop(message);
        tooLate();
      });
    } catch (error) {
      // Half of the state may be there after an unexpected error.
      const isRefused = error instanceof RefusalError && error.refusal.status < 500;
      this.table.update(name, (record) => record.cancelArrival(epoch, !isRefused));
      throw error;
    }
  }

  private async drop(name: string, message: Message, then: (record: KeyRecord) => void): Promise<void> {
    await this.changing(name, async () => {
      await this.application.drop(message);
      this.table.update(name, then);
    });
  }

  /** Admits no request while the application changes what it has of the key. */
  private async changing(name: string, work: () => Promise<void>): Promise<void> {
    this.table.update(name, (record) => record.setChanging(true));
    try {
      await work();
    } finally {
      this.table.update(name, (record) => record.setChanging(false));
    }
  }

  /** @throws RefusalError 409 if requests for the key are in flight for too long. */
  private async untilIdle(name: string): Promise<void> {
    let cancel = () => {};
    const idle = new Promise<void>((resolve) => (cancel = this.table.onIdle(name, resolve)));
    try {
      await within(this.settings.inFlightTimeout, idle);
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      refuse(409, 'requests_in_flight', 'Requests for this key are still in flight');
    } finally {
      cancel();
    }
  }
}

function tooLate(): never {
  refuse(503, 'key_busy', 'Another message of this key is still at work');
}
