import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';

/** Where a name server listens. */
export interface DnsServer {
  readonly host: string;
  readonly port: number;
}

/** Makes something of a reply; undefined when it is none to what was asked, and the right one may still come. */
export type ReadReply<T> = (reply: Buffer) => T | undefined;

/**
 * Asks by UDP, over a socket of its own: another random port for each question, and only that server is heard.
 *
 * @throws when the server cannot be reached, or the signal is given.
 */
export function askByUdp<T>(
  { host, port }: DnsServer,
  question: Buffer,
  read: ReadReply<T>,
  signal: AbortSignal,
): Promise<T> {
  const socket = createSocket(isIPv6(host.split('%')[0]) ? 'udp6' : 'udp4');
  return new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    socket.on('error', reject);
    socket.on('message', (reply) => {
      const meaning = read(reply);
      if (meaning !== undefined) resolve(meaning);
    });
    socket.connect(port, host, () => socket.send(question));
  }).finally(() => socket.close());
}

/** Asks by TCP, which takes answers of up to 64 KiB (RFC 1035 §4.2.2: each message follows its length). */
export function askByTcp<T>(
  { host, port }: DnsServer,
  question: Buffer,
  read: ReadReply<T>,
  signal: AbortSignal,
): Promise<T> {
  const socket = connect({ port, host });
  return new Promise<T>((resolve, reject) => {
    let received = Buffer.alloc(0);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE()) return;
      const meaning = read(received.subarray(2, 2 + received.readUInt16BE()));
      if (meaning === undefined) reject(new Error('the data received is not a DNS response'));
      else resolve(meaning);
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(question.length);
    socket.write(Buffer.concat([length, question]));
  }).finally(() => socket.destroy());
}
