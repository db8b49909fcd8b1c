import { refuse } from '../http/answer';
import { type OwnershipSettings } from '../ownership-options';
import { RefusedError } from '../refused.error';
import { type Message } from './messages';
import { within } from './time-limit';

/** Calls the functions of the application, and turns their errors into refusals. */
export class Application {
  constructor(private readonly settings: OwnershipSettings) {}

  /** @throws RefusalError 409 if this key must not be moved now. */
  async mayMove({ key, rule, epoch }: Message): Promise<void> {
    const { refuse: refuses, callTimeout } = this.settings;
    const answer = this.call(key, 'refuse', () => refuses(key, { rule, epoch }));
    if (await this.limited(key, 'refuse', within(callTimeout, answer)))
      refuse(409, 'hand_off_refused', 'The backend refuses to move this key now');
  }

  /**
   * The state as JSON; undefined if there is nothing to move. A state that comes too late is not awaited.
   *
   * @throws RefusalError 409 for a RefusedError, 500 for another error and for an export that takes too long.
   */
  async export({ key, rule, epoch }: Message): Promise<string | undefined> {
    const state = this.call(key, 'export', async () => {
      const value = await this.settings.export(key, { rule, epoch });
      return value === undefined ? undefined : JSON.stringify(value);
    });
    return this.limited(key, 'export', within(this.settings.callTimeout, state));
  }

  /** @throws RefusalError 409 for a RefusedError, 500 for another error. */
  async import({ key, rule, epoch }: Message, state: unknown): Promise<void> {
    await this.call(key, 'import', () => this.settings.import(key, state, { rule, epoch }));
  }

  /** @throws RefusalError 500 for each error. */
  async drop({ key, rule, epoch }: Message): Promise<void> {
    await this.call(key, 'drop', () => this.settings.drop(key, { rule, epoch }));
  }

  private async call<T>(key: string, name: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RefusedError) refuse(409, 'hand_off_refused', error.message);
      this.settings.onError(error, key);
      return refuse(500, 'application_failed', `The ${name} function of the backend has failed`);
    }
  }

  private async limited<T>(key: string, name: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TimeLimitError') throw error;
      this.settings.onError(error, key);
      return refuse(500, 'application_failed', `The ${name} function of the backend takes too long`);
    }
  }
}
