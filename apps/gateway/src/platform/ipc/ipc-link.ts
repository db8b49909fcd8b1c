import { Logger } from '@nestjs/common';
import { type Deadlines } from '../deadlines';
import { isPromise, type MaybePromise } from '../maybe-promise';
import { type Frame, type IpcChannel } from './ipc-channel';
import { IpcError } from './ipc.error';
import { PendingRequest } from './pending-request';

/** The topics of one side: functions, of which only the types are used. */
type Topics<T> = { [Topic in keyof T]: (said: never) => unknown };
type Said<T> = T extends (said: infer S) => unknown ? S : never;
type Answered<T> = T extends (said: never) => infer A ? Awaited<A> : never;
type Handler = (said: never) => unknown;

/** So long an answer is waited for, in milliseconds, unless who asks says something else. */
const REQUEST_TIMEOUT_MS = 1_000;

/**
 * One end of the channel between two processes. Messages arrive in order. All messages of one turn of the event loop
 * travel together, because a message costs much more than its content.
 */
export class IpcLink<Outgoing extends Topics<Outgoing>, Incoming extends Topics<Incoming>> {
  private readonly logger = new Logger('Workers');
  private readonly handlers = new Map<string, Handler>();
  private readonly questions = new Map<number, PendingRequest>();
  private frames: Frame[] = [];
  private asked = 0;
  private isClosed = false;
  private readonly sendNow = (): void => void this.flush();

  constructor(
    private readonly channel: IpcChannel,
    private readonly deadlines: Deadlines,
  ) {
    channel.receive((frames) => {
      for (const frame of frames) this.take(frame);
    });
  }

  get isOpen(): boolean {
    return !this.isClosed;
  }

  /** Sets the handler of a topic. Messages without a handler are lost. */
  on<T extends keyof Incoming & string>(
    topic: T,
    handler: (said: Said<Incoming[T]>) => MaybePromise<Answered<Incoming[T]>> | void,
  ): void {
    this.handlers.set(topic, handler);
  }

  /** Says something that needs no answer. */
  notify<T extends keyof Outgoing & string>(topic: T, said: Said<Outgoing[T]>): void {
    this.send(['tell', topic, said]);
  }

  /**
   * Resolves with what the other side answers.
   *
   * @param patience milliseconds to wait for it.
   * @throws LinkError when it does not know one, none comes in time, or the other side is gone.
   */
  request<T extends keyof Outgoing & string>(
    topic: T,
    said: Said<Outgoing[T]>,
    patience = REQUEST_TIMEOUT_MS,
  ): Promise<Answered<Outgoing[T]>> {
    if (this.isClosed) return Promise.reject(new IpcError('the other process has exited'));
    const number = ++this.asked;
    const question = new PendingRequest(this.deadlines.nowFresh() + patience, () => this.end(number));
    this.questions.set(number, question);
    this.deadlines.add(question);
    this.send(['ask', topic, said, number]);
    return question.answer as Promise<Answered<Outgoing[T]>>;
  }

  /** The other side is gone: whatever was asked has no answer any more. */
  close(): void {
    this.isClosed = true;
    this.frames = [];
    for (const question of this.questions.values())
      question.refuse(new IpcError('the other process has exited'));
  }

  /** Resolves when all messages have been sent. */
  flush(): Promise<void> {
    const { frames } = this;
    this.frames = [];
    return frames.length === 0 || this.isClosed ? Promise.resolve() : this.channel.send(frames);
  }

  private send(frame: Frame): void {
    if (this.isClosed) return;
    if (this.frames.push(frame) === 1) setImmediate(this.sendNow);
  }

  private take(frame: Frame): void {
    if (frame[0] === 'answer') this.questions.get(frame[1])?.settle(frame[2]);
    else if (frame[0] === 'refuse') this.questions.get(frame[1])?.refuse(new IpcError(frame[2]));
    else if (frame[0] === 'tell') this.hear(frame[1], frame[2]);
    else this.respond(frame[1], frame[2], frame[3]);
  }

  /** Who tells something waits for nothing: what goes wrong with it is written down here. */
  private hear(topic: string, said: unknown): void {
    try {
      this.handlers.get(topic)?.(said as never);
    } catch (error) {
      this.logger.error(error);
    }
  }

  private respond(topic: string, said: unknown, question: number): void {
    const refuse = (error: unknown): void =>
      this.send(['refuse', question, error instanceof Error ? error.message : String(error)]);
    try {
      const handler = this.handlers.get(topic);
      if (handler === undefined) return refuse(new IpcError(`no handler for ${topic}`));
      const answer = handler(said as never);
      if (isPromise(answer)) answer.then((own) => this.send(['answer', question, own]), refuse);
      else this.send(['answer', question, answer]);
    } catch (error) {
      refuse(error);
    }
  }

  private end(number: number): void {
    const question = this.questions.get(number);
    this.questions.delete(number);
    if (question !== undefined) this.deadlines.remove(question);
  }
}
