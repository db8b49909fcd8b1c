import { randomInt } from 'node:crypto';
import { type Answer, decode, type DecodedPacket, encode, RECURSION_DESIRED } from 'dns-packet';
import { type Clock } from '../../../platform/clock';
import { within } from '../time-limit';
import { askByTcp, askByUdp, type DnsServer, type ReadReply } from './dns-exchange';

/** How often every server is asked before there is no answer. */
const ROUNDS = 2;
/** Fits into one packet on any network, so that nothing arrives in fragments (DNS flag day 2020). */
const UDP_BYTES = 1232;

export type RecordType = 'A' | 'AAAA' | 'SRV';

/** The reply of a name server for a name. */
export interface DnsReply {
  /** False when there is no such name, or nothing of the type that was asked for. */
  readonly exists: boolean;
  readonly answers: readonly Answer[];
  /** Records that the server adds unasked, such as the addresses of the names in `answers`. */
  readonly additionals: readonly Answer[];
}

/** Asks name servers, one after the other, until one knows what it says. */
export class DnsClient {
  /** @param timeout for one answer, in milliseconds. */
  constructor(
    private readonly servers: () => readonly DnsServer[],
    private readonly timeout: number,
    private readonly clock: Clock,
  ) {}

  /** @throws Error that says why there is no answer. */
  async ask(name: string, type: RecordType, signal: AbortSignal): Promise<DnsReply> {
    let trouble = new Error('there is no name server to query');
    for (let round = 0; round < ROUNDS; round++) {
      for (const server of this.servers()) {
        signal.throwIfAborted();
        try {
          return await this.askOne(server, name, type, signal);
        } catch (error) {
          const { host, port } = server;
          trouble = new Error(`${host}, port ${port}, about ${type} of ${name}: ${(error as Error).message}`);
        }
      }
    }
    throw trouble;
  }

  private async askOne(
    server: DnsServer,
    name: string,
    type: RecordType,
    signal: AbortSignal,
  ): Promise<DnsReply> {
    const id = randomInt(0x1_0000);
    const question = questionOf(id, name, type);
    const read = (reply: Buffer) => readReply(reply, id, name, type);
    const packet = await within(this.timeout, signal, this.clock, (limit) =>
      askByUdp(server, question, read, limit),
    );
    if (!packet.flag_tc) return meaningOf(packet, type);
    const whole = await within(this.timeout, signal, this.clock, (limit) =>
      askByTcp(server, question, read, limit),
    );
    return meaningOf(whole, type);
  }
}

function questionOf(id: number, name: string, type: RecordType): Buffer {
  return encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ type, name }],
    additionals: [{ type: 'OPT', name: '.', udpPayloadSize: UDP_BYTES, flags: 0, options: [] } as never],
  });
}

/** Ignores anything but the answer to this question: it may be an attacker's guess. */
const readReply = (
  reply: Buffer,
  id: number,
  name: string,
  type: RecordType,
): ReturnType<ReadReply<DecodedPacket>> => {
  try {
    const packet = decode(reply);
    const asked = packet.questions?.[0];
    const isAnswer = packet.type === 'response' && packet.id === id && asked?.type === type;
    return isAnswer && asked.name.toLowerCase() === name.toLowerCase() ? packet : undefined;
  } catch {
    return undefined;
  }
};

/** @throws for an answer that says nothing of the name. */
function meaningOf(packet: DecodedPacket, type: RecordType): DnsReply {
  const { rcode } = packet as unknown as { rcode: string };
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') throw new Error(rcode);
  const { answers = [], additionals = [] } = packet;
  const exists = rcode === 'NOERROR' && answers.some((answer) => answer.type === type);
  return { exists, answers, additionals };
}
