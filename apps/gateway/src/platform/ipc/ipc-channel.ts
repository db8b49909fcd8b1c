/** The content of the channel, as short as possible: there may be a frame for each request. */
export type Frame =
  | readonly [kind: 'tell', topic: string, said: unknown]
  | readonly [kind: 'ask', topic: string, said: unknown, question: number]
  | readonly [kind: 'answer', question: number, answer: unknown]
  | readonly [kind: 'refuse', question: number, reason: string];

/** Carries frames from one process to the other, in order. */
export interface IpcChannel {
  /** Resolves when they are on their way, also when the other process is gone by then. */
  send(frames: readonly Frame[]): Promise<void>;
  receive(take: (frames: readonly Frame[]) => void): void;
}

/** As much of a process, this one or a forked one, as it takes to talk to it. */
export interface ProcessLike {
  readonly connected?: boolean;
  send?(
    message: unknown,
    handle: undefined,
    options: undefined,
    done: (error: Error | null) => void,
  ): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** The channel that Node opens between a process and one that it has forked. */
export function ipcChannel(speaker: ProcessLike): IpcChannel {
  return {
    send: (frames) =>
      new Promise((resolve) => {
        if (speaker.connected !== true) resolve();
        // A process that has exited gets no message, and requests to it fail when the channel closes.
        else speaker.send!(frames, undefined, undefined, () => resolve());
      }),
    receive: (take) =>
      void speaker.on('message', (message) => {
        // A message that is not a list of frames belongs to a connection, and has another handler.
        if (Array.isArray(message)) take(message as readonly Frame[]);
      }),
  };
}
