import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Answer, decode, type DecodedPacket, encode } from 'dns-packet';

/** The reply of a name server; with undefined, it stays silent. */
export type Reply =
  | {
      readonly rcode?: number;
      readonly answers?: readonly Answer[];
      readonly additionals?: readonly Answer[];
      /** By UDP it says only that there is more. */
      readonly truncated?: boolean;
      /** Replies like this are sent ahead of the right one. */
      readonly forged?: readonly Buffer[];
    }
  | undefined;

export const SERVFAIL = 2;
export const NXDOMAIN = 3;

/** A name server on a free port of 127.0.0.1, by UDP and TCP, that says what a test tells it to. */
export class NameServer {
  /** The questions it got, in order: `A items.test by udp`. */
  readonly questions: string[] = [];
  private readonly replies = new Map<string, Reply>();

  private constructor(
    private readonly udp: UdpSocket,
    private readonly tcp: Server,
  ) {
    udp.on('message', (message, from) => this.byUdp(message, from));
    tcp.on('connection', (socket) => this.byTcp(socket));
  }

  static async start(): Promise<NameServer> {
    for (;;) {
      const udp = createSocket('udp4').bind(0, '127.0.0.1');
      await once(udp, 'listening');
      const tcp = createServer();
      const isFree = await new Promise<boolean>((resolve) => {
        tcp.on('error', () => resolve(false)).listen(udp.address().port, '127.0.0.1', () => resolve(true));
      });
      if (isFree) return new NameServer(udp, tcp);
      udp.close();
    }
  }

  get address(): string {
    return `127.0.0.1:${(this.tcp.address() as AddressInfo).port}`;
  }

  /** Sets a reply; names without one do not exist. */
  says(type: 'A' | 'AAAA' | 'SRV', name: string, reply: Reply): void {
    this.replies.set(`${type} ${name}`, reply);
  }

  close(): void {
    this.udp.close();
    this.tcp.close();
  }

  private byUdp(message: Buffer, { port, address }: RemoteInfo): void {
    const question = decode(message);
    const reply = this.replyTo(question, 'udp');
    if (reply === undefined) return;
    for (const forged of reply.forged ?? []) this.udp.send(forged, port, address);
    this.udp.send(packetOf(question, reply, reply.truncated ?? false), port, address);
  }

  private byTcp(socket: Socket): void {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      const question = decode(bytes.subarray(2));
      const reply = this.replyTo(question, 'tcp');
      if (reply === undefined) return;
      const packet = packetOf(question, reply, false);
      // Piece by piece, as networks deliver.
      socket.write(Buffer.from([packet.length >> 8]));
      socket.write(Buffer.from([packet.length & 255]));
      socket.write(packet.subarray(0, 20));
      setImmediate(() => socket.end(packet.subarray(20)));
    });
  }

  private replyTo({ questions }: DecodedPacket, by: string): Reply {
    const { type, name } = questions![0];
    this.questions.push(`${type} ${name} by ${by}`);
    const key = `${type} ${name}`;
    return this.replies.has(key) ? this.replies.get(key) : { rcode: NXDOMAIN };
  }
}

function packetOf(
  { id, questions }: DecodedPacket,
  { rcode = 0, answers = [], additionals = [] }: NonNullable<Reply>,
  isTruncated: boolean,
): Buffer {
  return encode({
    type: 'response',
    id,
    flags: rcode | (isTruncated ? 0x200 : 0),
    questions,
    answers: isTruncated ? [] : [...answers],
    additionals: isTruncated ? [] : [...additionals],
  });
}

/** Addresses of a name. */
export function a(name: string, ttl: number, ...addresses: string[]): Answer[] {
  return addresses.map((data) => ({ type: data.includes(':') ? 'AAAA' : 'A', name, ttl, data }));
}

export function srv(
  name: string,
  ttl: number,
  [priority, weight, port]: [number, number, number],
  target: string,
): Answer {
  return { type: 'SRV', name, ttl, data: { priority, weight, port, target } };
}
