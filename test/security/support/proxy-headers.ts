const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** Commands and families as version 2 writes them. */
export const LOCAL = 0x20;
export const PROXY = 0x21;
export const TCP4 = 0x11;
export const TCP6 = 0x21;

/** A header of version 1 about a client with this address. */
export function textHeader(source: string, destination = '198.51.100.1', port = 443): Buffer {
  const family = source.includes(':') ? 'TCP6' : 'TCP4';
  return Buffer.from(`PROXY ${family} ${source} ${destination} 56324 ${port}\r\n`);
}

/** A header of version 2; `rest` is addresses and what comes behind them. */
export function binaryHeader(command: number, family: number, rest: Buffer, length = rest.length): Buffer {
  const fixed = Buffer.from([command, family, length >> 8, length & 0xff]);
  return Buffer.concat([SIGNATURE, fixed, rest]);
}

/** The addresses of a client at `source`, four bytes, that has connected to port 443. */
export function ipv4Addresses(...source: number[]): Buffer {
  return Buffer.from([...source, 198, 51, 100, 1, 0xdc, 0x04, 443 >> 8, 443 & 0xff]);
}

/** The same for eight groups. */
export function ipv6Addresses(...source: number[]): Buffer {
  const bytes = Buffer.alloc(36);
  source.forEach((group, at) => bytes.writeUInt16BE(group, at * 2));
  bytes.writeUInt16BE(443, 34);
  return bytes;
}

/** Something that a proxy tells beside the addresses. */
export function detail(type: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, value.length >> 8, value.length & 0xff]), value]);
}
