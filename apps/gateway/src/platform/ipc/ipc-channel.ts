/** What crosses the channel, as short as can be: there may be one for each request. */
export type Frame =
  | readonly [kind: 'tell', topic: string, said: unknown]
  | readonly [kind: 'ask', topic: string, said: unknown, question: number]
  | readonly [kind: 'answer', question: number, answer: unknown]
  | readonly [kind: 'refuse', question: number, reason: string];

/** What carries frames from one process to the other, in their order. */
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
        // Who is gone cannot be told, and whoever waits for an answer hears of it by the end of the channel.
        else speaker.send!(frames, undefined, undefined, () => resolve());
      }),
    receive: (take) =>
      void speaker.on('message', (message) => {
        // What is not frames comes with a connection, for somebody else.
        if (Array.isArray(message)) take(message as readonly Frame[]);
      }),
  };
}
