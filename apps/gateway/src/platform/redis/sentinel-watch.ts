import { type Timer } from '../clock';
import { failureOf } from './redis-call';
import { type RedisAddress, type RedisClient, redisClient } from './redis-link';
import { hostAndPort } from './redis-place';
import { type RedisPorts } from './redis-ports';
import { type RedisUnavailableError } from './redis-unavailable.error';

/** Between two questions to the Sentinels, and how long an answer may take, in milliseconds. */
const ASK_MS = 1_000;
const ANSWER_MS = 500;

/** A Sentinel publishes there that another server is the primary. */
const SWITCHED = '+switch-master';

export interface PrimaryListener {
  /** @param address `host:port`. */
  primaryIs(address: string): void;
  /** No Sentinel names a primary. */
  primaryIsUnknown(reason: RedisUnavailableError): void;
}

interface Answer {
  readonly address: string;
  /** Grows with every fail-over. */
  readonly epoch: number;
}

/** Asks all Sentinels for the primary: once a second, and whenever one of them reports a fail-over. */
export class SentinelWatch {
  private readonly clients: readonly RedisClient[];
  private failure: RedisUnavailableError | undefined;
  private isAsking = false;
  private mustAskAgain = false;
  private timer: Timer | undefined;

  constructor(
    sentinels: readonly RedisAddress[],
    private readonly name: string,
    private readonly ports: RedisPorts,
  ) {
    this.clients = sentinels.map((address) => redisClient(address, () => ports.random.fraction()));
  }

  begin(listener: PrimaryListener): void {
    const ask = () => void this.ask(listener);
    for (const client of this.clients) {
      const note = (error: Error) => (this.failure = failureOf(error));
      client.on('error', note).on('ready', () => {
        client.subscribe(SWITCHED, ask).catch(note);
        ask();
      });
      client.connect().catch(note);
    }
    this.timer = this.ports.clock.every(ASK_MS, ask);
  }

  close(): void {
    this.timer?.cancel();
    for (const client of this.clients) if (client.isOpen) client.destroy();
  }

  private async ask(listener: PrimaryListener): Promise<void> {
    this.mustAskAgain = this.isAsking;
    if (this.isAsking) return;
    this.isAsking = true;
    const ready = this.clients.filter(({ isReady }) => isReady);
    const answers = await Promise.all(ready.map((client) => this.answerInTime(client)));
    this.isAsking = false;
    const known = answers.filter((answer) => answer !== undefined);
    // A Sentinel that was cut off from the others still names the former primary.
    const newest = known.sort((one, other) => other.epoch - one.epoch).at(0);
    if (newest !== undefined) listener.primaryIs(newest.address);
    else if (this.failure !== undefined) listener.primaryIsUnknown(this.failure);
    if (this.mustAskAgain) void this.ask(listener);
  }

  private answerInTime(client: RedisClient): Promise<Answer | undefined> {
    const tooLate = new Promise<undefined>(
      (resolve) => void this.ports.clock.after(ANSWER_MS, () => resolve(undefined)),
    );
    const answer = this.answerOf(client).catch((error: Error) => void (this.failure = failureOf(error)));
    return Promise.race([tooLate, answer.then((given) => given ?? undefined)]);
  }

  private async answerOf(client: RedisClient): Promise<Answer> {
    const [[host, port], state] = await Promise.all([
      client.sendCommand<[string, string]>(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name]),
      client.sendCommand<Readonly<Record<string, string>>>(['SENTINEL', 'MASTER', this.name]),
    ]);
    return { address: hostAndPort(host, port), epoch: Number(state['config-epoch']) };
  }
}
